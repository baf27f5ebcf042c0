import stepAside from "../parts/stepAside.js";

/** In the corner it hides nothing that has the focus, and Escape closes it; as a modal it is the browser's own dialog. */
export default ({ root, close }) => {
  const beside = root.querySelector(".beside");
  if (!beside) return;
  beside.onkeydown = ({ key }) => key === "Escape" && close();
  return stepAside(root, beside);
};
