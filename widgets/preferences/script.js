/** A button asks the server by its path: for the visitor's data, to be saved as a file, or to erase them. */
export default ({ root, ask }) => {
  for (const button of root.querySelectorAll("[data-path]")) {
    const { path } = button.dataset;
    button.onclick = async () => {
      const told = root.querySelector(".told");
      try {
        const data = await ask(path);
        if (path === "my-data") {
          const link = document.createElement("a");
          link.href = "data:application/json," + encodeURIComponent(JSON.stringify(data, null, 2));
          link.download = "my-data.json";
          link.click();
        } else {
          root.querySelector("details").open = false;
          told.textContent = told.dataset.erased;
        }
      } catch (status) {
        told.textContent = told.dataset[status === 429 ? "tooOften" : "failed"];
      }
    };
  }
};
