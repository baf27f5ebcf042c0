/** What an order costs, in minor units. Collecting it costs nothing. */
export function totals(subtotal, { cost_minor, free_from_minor }, isPickedUp = false) {
  const shipping = isPickedUp || subtotal >= free_from_minor ? 0 : cost_minor
  return { subtotal, shipping, total: subtotal + shipping }
}

/** Writes the amounts to wherever the page has a place for them. */
export function showTotals({ subtotal, shipping, total }, { money, words }) {
  const texts = {
    "[data-subtotal]": money.text(subtotal),
    "[data-shipping]": shipping ? money.text(shipping) : words("cart.free"),
    "[data-total]": money.text(total),
  }
  for (const [selector, text] of Object.entries(texts)) {
    for (const place of document.querySelectorAll(selector)) place.textContent = text
  }
}
