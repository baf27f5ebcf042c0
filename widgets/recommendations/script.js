/**
 * A strip's two buttons leaf by what is in view; each rests at its end, and both hide when everything fits.
 *
 * A press on "Add to cart" is told to the page as `notesik:add` with the product's id. A page that takes it prevents its
 * default; else the link leads to the product.
 */
export default ({ root }) => {
  const strip = root.querySelector(".strip .products");
  const steps = root.querySelector(".steps");
  const [previous, next] = steps?.children ?? [];

  const show = () => {
    const room = strip.scrollWidth - strip.clientWidth;
    const at = Math.abs(strip.scrollLeft); // runs below zero from right to left
    steps.hidden = room < 8;
    // Not "disabled": that would drop the keyboard's focus from the button that was just pressed.
    previous.ariaDisabled = at < 4;
    next.ariaDisabled = at > room - 4;
  };
  const press = (event) => {
    const { target } = event;
    const button = steps && target.closest(".steps button");
    if (button && button.ariaDisabled !== "true") {
      const way = (button === next) === (getComputedStyle(strip).direction === "ltr") ? 0.9 : -0.9;
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
      strip.scrollBy({ left: way * strip.clientWidth, behavior });
    }
    const product_id = target.closest("[data-notesik-add]")?.parentNode.dataset.notesikProduct;
    const told = new CustomEvent("notesik:add", { bubbles: true, cancelable: true, detail: { product_id } });
    if (product_id && !root.host.dispatchEvent(told)) event.preventDefault();
  };

  root.addEventListener("click", press);
  const sizes = new ResizeObserver(show);
  if (strip) {
    strip.onscroll = show;
    sizes.observe(strip);
    show();
  }
  return () => {
    root.removeEventListener("click", press);
    sizes.disconnect();
  };
};
