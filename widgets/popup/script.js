import stepAside from "../parts/stepAside.js";

/** Copies the coupon and says so, or selects it where that is not allowed; Escape closes what slides in. */
export default ({ root, close }) => {
  const find = (name) => root.querySelector(name);
  const copy = find(".copy");
  const beside = find(".beside");
  if (copy) {
    copy.onclick = async () => {
      const code = find(".code");
      const said = find(".said");
      said.textContent = said.dataset.copied;
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.classList.add("copied");
      } catch {
        said.textContent = said.dataset.failed;
        getSelection().selectAllChildren(code);
      }
    };
  }
  if (beside) {
    beside.onkeydown = ({ key }) => key === "Escape" && close();
    return stepAside(root, beside);
  }
};
