import { tell, tellByTag } from "./analytics.js"
import { checkForm } from "./checkForm.js"
import { itemsOf } from "./items.js"
import { saveOrder } from "./orders.js"
import { showShortLines } from "./shortLines.js"
import { showTotals, totals } from "./totals.js"

/** The checkout: nothing that is typed here leaves the page. */
export function startCheckout(shop) {
  const { cart, data, money, words } = shop
  const lines = cart.lines()
  document.querySelector("[data-cart-empty]").hidden = lines.length > 0
  document.querySelector("[data-cart-full]").hidden = !lines.length
  if (!lines.length) return

  const form = document.getElementById("checkout")
  const sums = () => totals(cart.value(), data.shipping, form.elements.tier.value === "pickup")
  const order = () => ({ currency: data.currency, value: money.major(cart.value()), items: itemsOf(lines) })
  const standard = totals(cart.value(), data.shipping).shipping
  form.querySelector("[data-way-cost]").textContent = standard ? money.text(standard) : words("cart.free")
  form.querySelector("[data-way-free]").textContent = words("cart.free")

  const show = () => {
    const address = form.querySelector("[data-address]")
    address.hidden = address.disabled = form.elements.tier.value === "pickup"
    showTotals(sums(), shop)
  }
  showShortLines(lines, shop)
  show()
  tell("begin_checkout", order())

  form.addEventListener("change", ({ target }) => target.name === "tier" && show())
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (!checkForm(form, words)) return
    const { shipping, total } = sums()
    tellByTag("add_shipping_info", { ...order(), shipping_tier: form.elements.tier.value })
    tell("add_payment_info", { ...order(), payment_type: form.elements.payment.value })
    saveOrder({ ...order(), lines, shipping, total })
    cart.clear()
    location.assign("/thank-you")
  })
}
