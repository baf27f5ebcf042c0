/** A bar that floats at the bottom moves aside while it would hide what has the keyboard's focus. */
export default function start({ root, widget }) {
  if (widget.placement.type !== "bottom") return () => {};
  const onFocus = (event) => {
    // Looked up anew: the markup is replaced when the cart changes.
    const bar = root.querySelector(".notesik-bar");
    const isOurs = event.target === root.host;
    bar?.classList.toggle("aside", !isOurs && overlap(event.target.getBoundingClientRect(), restingPlace(bar)));
  };
  document.addEventListener("focusin", onFocus);
  return () => document.removeEventListener("focusin", onFocus);
}

/** Where the bar is when it is not aside. */
function restingPlace(bar) {
  const height = bar.offsetHeight;
  const bottom = innerHeight - parseFloat(getComputedStyle(bar).bottom);
  return { left: bar.offsetLeft, right: bar.offsetLeft + bar.offsetWidth, top: bottom - height, bottom };
}

function overlap(a, b) {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}
