import { tell, tellByTag } from "./analytics.js"
import { itemsOf } from "./items.js"
import { notice } from "./notice.js"
import { showTotals, totals } from "./totals.js"

/** The cart's page: its lines, their quantities, the sum. */
export function startCartPage(shop) {
  const { cart, data, money } = shop
  const show = () => showCart(shop)
  cart.onChange(show)
  show()
  document.querySelector("[data-lines]").addEventListener("click", ({ target }) => {
    const row = target.closest("[data-id]")
    const line = cart.lines().find(({ item }) => item.item_id === row?.dataset.id)
    const step = Number(target.closest("[data-step]")?.dataset.step ?? 0)
    if (line && target.closest(".line-remove")) change(shop, line, 0)
    else if (line && step) change(shop, line, line.quantity + step)
  })
  const { currency } = data
  tellByTag("view_cart", { currency, value: money.major(cart.value()), items: itemsOf(cart.lines()) })
}

function change({ cart, data, money, words }, { item, minor, quantity: before }, quantity) {
  const after = Math.min(99, Math.max(0, quantity))
  const difference = Math.abs(after - before)
  if (!difference) return
  cart.setQuantity(item.item_id, after)
  tell(after > before ? "add_to_cart" : "remove_from_cart", {
    currency: data.currency,
    value: money.major(minor * difference),
    items: [{ ...item, quantity: difference }],
  })
  if (after) return
  notice(words("cart.removed", { name: item.item_name }))
  const next = document.querySelector("#cart-lines button, [data-cart-empty] a")
  next?.focus() // the button that was pressed is gone
}

function showCart(shop) {
  const { cart, data, words } = shop
  const lines = cart.lines()
  document.querySelector("[data-cart-empty]").hidden = lines.length > 0
  document.querySelector("[data-cart-full]").hidden = !lines.length
  document.querySelector("[data-cart-items]").textContent = words("count.items", { n: cart.count() })
  const list = document.querySelector("[data-lines]")
  const rows = new Map([...list.children].map((row) => [row.dataset.id, row]))
  list.replaceChildren(...lines.map((line) => drawLine(line, rows.get(line.item.item_id), shop)))
  showTotals(totals(cart.value(), data.shipping), shop)
}

/** A line in the row that it had, so that the focus stays where it is. */
function drawLine({ item, quantity, minor, url, image, standIn }, known, { money, words }) {
  const row = known ?? document.getElementById("cart-line").content.firstElementChild.cloneNode(true)
  const name = item.item_name
  if (!known) {
    row.dataset.id = item.item_id
    const picture = row.querySelector("img")
    if (standIn) picture.dataset.standIn = standIn
    picture.src = image
    for (const link of row.querySelectorAll("a")) link.href = url
    row.querySelector(".line-name").textContent = name
    row.querySelector("[data-variant]").textContent = [item.item_brand, item.item_variant].filter(Boolean).join(" · ")
    row.querySelector("[data-step='-1']").setAttribute("aria-label", words("cart.less", { name }))
    row.querySelector("[data-step='1']").setAttribute("aria-label", words("cart.more", { name }))
    row.querySelector(".line-remove").setAttribute("aria-label", words("cart.remove_named", { name }))
  }
  row.querySelector("output").textContent = quantity
  row.querySelector("[data-each]").textContent = quantity > 1 ? words("cart.each", { price: money.text(minor) }) : ""
  row.querySelector(".line-price").textContent = money.text(minor * quantity)
  return row
}
