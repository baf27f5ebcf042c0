/** What stays in the window moves aside while it would hide what has the keyboard's focus (WCAG 2.2, 2.4.11). */
export default ({ host }, element) => {
  const onFocus = ({ target }) => {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    // Where it rests, whatever moves it: offsets know no transforms. What is out of the window is about to be scrolled in.
    const { offsetTop, offsetLeft, offsetWidth, offsetHeight, classList } = element;
    const isBeneath = offsetTop ? bottom > offsetTop : top < offsetHeight;
    classList.toggle(
      "aside",
      isBeneath && right > offsetLeft && left < offsetLeft + offsetWidth && target !== host,
    );
  };
  addEventListener("focusin", onFocus);
  return () => removeEventListener("focusin", onFocus);
};
