import stepAside from "../parts/stepAside.js";

/** A bar that stays in the window, at its top or bottom, hides nothing that has the focus. */
export default ({ root, widget }) => {
  const bar = root.firstElementChild;
  const isSticky = bar.matches(".sticky");
  if (isSticky) root.host.style.cssText = "position:sticky;top:0;z-index:2147483000;pointer-events:none";
  if (isSticky || widget.placement.type === "bottom") return stepAside(root, bar);
};
