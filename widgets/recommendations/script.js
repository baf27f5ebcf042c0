/** A strip's two buttons leaf by what is in view; each rests at its end, and both hide when everything fits. */
export default function start({ root }) {
  const strip = root.querySelector(".strip .products");
  if (!strip) return () => {};
  const steps = root.querySelector(".steps");
  const [previous, next] = steps.querySelectorAll("button");
  const forward = getComputedStyle(strip).direction === "rtl" ? -1 : 1;

  const show = () => {
    const room = strip.scrollWidth - strip.clientWidth;
    const at = Math.abs(strip.scrollLeft); // runs below zero from right to left
    steps.hidden = room < 8;
    // Not "disabled": that would drop the keyboard's focus from the button that was just pressed.
    previous.setAttribute("aria-disabled", at < 4);
    next.setAttribute("aria-disabled", at > room - 4);
  };
  const leaf = (event) => {
    const button = event.target.closest('[data-notesik-action="previous"], [data-notesik-action="next"]');
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const way = button === next ? forward : -forward;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    strip.scrollBy({ left: way * strip.clientWidth * 0.9, behavior });
  };

  strip.addEventListener("scroll", show, { passive: true });
  steps.addEventListener("click", leaf);
  const sizes = new ResizeObserver(show);
  sizes.observe(strip);
  show();
  return () => {
    strip.removeEventListener("scroll", show);
    steps.removeEventListener("click", leaf);
    sizes.disconnect();
  };
}
