/** Keeps the number at the cart's link. */
export function keepBadge({ cart, words }) {
  const badge = document.querySelector("[data-cart-count]")
  const show = () => {
    const count = cart.count()
    badge.hidden = !count
    badge.textContent = count > 99 ? "99+" : String(count)
    badge.setAttribute("aria-label", words("count.items", { n: count }))
  }
  cart.onChange(show)
  show()
}
