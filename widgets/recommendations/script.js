/**
 * A strip's two buttons leaf by what is in view; each rests at its end, and both hide when everything fits.
 *
 * A press on "Add to cart" is told to the page as `notesik:add` with the product's id. A page that takes it prevents its
 * default; else the link leads to the product.
 */
export default ({ root }) => {
  const { firstElementChild: box, host } = root;
  const strip = root.querySelector(".strip .products");
  const sizes = new ResizeObserver(() => strip.onscroll());

  box.onclick = (event) => {
    const product_id = event.target.closest("[data-notesik-add]")?.parentNode.dataset.notesikProduct;
    const told = new CustomEvent("notesik:add", { bubbles: true, cancelable: true, detail: { product_id } });
    if (product_id && !host.dispatchEvent(told)) event.preventDefault();
  };
  if (strip) {
    const steps = root.querySelector(".steps");
    const [previous, next] = steps.children;
    strip.onscroll = () => {
      const room = strip.scrollWidth - strip.clientWidth;
      const at = Math.abs(strip.scrollLeft); // runs below zero from right to left
      steps.hidden = room < 8;
      // Not "disabled": that would drop the keyboard's focus from the button that was just pressed.
      previous.ariaDisabled = at < 4;
      next.ariaDisabled = at > room - 4;
    };
    const leaf = (share) => () => strip.scrollBy(share * strip.clientWidth * (box.dir === "rtl" ? -1 : 1), 0);
    previous.onclick = leaf(-0.9);
    next.onclick = leaf(0.9);
    sizes.observe(strip); // and at once
  }
  return () => sizes.disconnect();
};
