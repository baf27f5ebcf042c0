import stepAside from "../parts/stepAside.js";

/** Copies the coupon and says so, or selects it where that is not allowed; Escape closes what slides in. */
export default ({ root, close }) => {
  const [beside, copy, code, said] = [".beside", ".copy", ".code", ".said"].map((name) => root.querySelector(name));
  if (copy) {
    copy.onclick = async () => {
      let done = "copied";
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.classList.add(done);
      } catch {
        done = "failed";
        getSelection().selectAllChildren(code);
      }
      said.textContent = said.dataset[done];
    };
  }
  if (beside) {
    beside.onkeydown = ({ key }) => key === "Escape" && close();
    return stepAside(root, beside);
  }
};
