/**
 * What stays in the window moves aside while it would hide what has the keyboard's focus (WCAG 2.2, 2.4.11); Escape closes it.
 * How high the bar at the bottom is, the page's root says to what lies in the corners: 0 as soon as it is gone.
 */
export default ({ root, close }) => {
  const beside = root.querySelector(".beside");
  const onFocus = ({ target }) => {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    // Where it rests, whatever moves it: offsets know no transforms. What is out of the window is about to be scrolled in.
    const { offsetTop, offsetLeft, offsetWidth, offsetHeight, classList } = beside;
    const isBeneath = beside.matches(".sticky") ? top < offsetHeight : bottom > offsetTop;
    classList.toggle(
      "aside",
      isBeneath && right > offsetLeft && left < offsetLeft + offsetWidth && target !== root.host,
    );
  };
  if (!beside) return;
  const { style } = document.documentElement;
  const size = new ResizeObserver(() => style.setProperty("--notesik-bottom", beside.offsetHeight + "px"));
  if (root.host.matches("[data-placement=bottom]")) size.observe(beside);
  beside.onkeydown = ({ key }) => key === "Escape" && root.querySelector(".cross") && close();
  addEventListener("focusin", onFocus);
  return () => {
    removeEventListener("focusin", onFocus);
    size.disconnect();
    if (root.host.matches("[data-placement=bottom]")) style.removeProperty("--notesik-bottom");
  };
};
