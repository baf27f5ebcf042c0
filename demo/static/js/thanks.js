import { tell } from "./analytics.js"
import { markTold, readOrder } from "./orders.js"
import { showShortLines } from "./shortLines.js"
import { showTotals } from "./totals.js"

/** The thank-you page: shows the order of this tab, and tells analytics of it once. */
export function startThanks(shop) {
  const { money } = shop
  const order = readOrder()
  document.querySelector("[data-order]").hidden = !order
  document.querySelector("[data-no-order]").hidden = Boolean(order)
  if (!order) return
  const { number, lines, shipping, total, currency, items, isTold } = order
  document.querySelector("[data-order-number]").textContent = number
  showShortLines(lines, shop)
  showTotals({ subtotal: total - shipping, shipping, total }, shop)
  if (isTold) return
  tell("purchase", {
    transaction_id: number,
    currency,
    value: money.major(total),
    shipping: money.major(shipping),
    items,
  })
  markTold(order)
}
