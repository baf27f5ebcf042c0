import beside from "../parts/beside.js";

/** Copies the coupon and says so, or selects it where that is not allowed. */
export default (abilities) => {
  const find = (name) => abilities.root.querySelector(name);
  const copy = find(".copy");
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
  return beside(abilities);
};
