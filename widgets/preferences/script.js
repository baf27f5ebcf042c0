/** The visitor's data: act("my-data") gives them, to be saved as a file; act("erase") erases them. */
export default function start({ root, act }) {
  const onClick = async ({ target }) => {
    const { part } = target.closest("[data-part]")?.dataset ?? {};
    if (!part) return;
    const told = root.querySelector(".told");
    try {
      const data = await act(part);
      if (data) save(data);
      else {
        root.querySelector("details").open = false;
        told.textContent = told.dataset.erased;
      }
    } catch {
      told.textContent = told.dataset.failed;
    }
  };
  root.addEventListener("click", onClick);
  return () => root.removeEventListener("click", onClick);
}

function save(data) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  link.download = "my-data.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
