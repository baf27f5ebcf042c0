import { tell } from "./analytics.js"
import { notice } from "./notice.js"

const SAYS_SO_MS = 2000

/** A product: says that it was seen, and puts it into the cart. */
export function startProduct({ data, cart, money }) {
  const { item, currency } = data
  const minor = money.minor(item.price)
  tell("view_item", { currency, value: item.price, items: [item] })

  const form = document.querySelector("[data-add]")
  form?.addEventListener("submit", (event) => {
    event.preventDefault()
    const quantity = Number(form.elements.quantity.value)
    const image = document.querySelector(".product-picture img")
    const url = location.pathname
    cart.add({ item, minor, quantity, url, image: image.getAttribute("src"), standIn: image.dataset.standIn })
    tell("add_to_cart", { currency, value: money.major(minor * quantity), items: [{ ...item, quantity }] })
    sayAdded(form.querySelector("button"), item, image.src)
  })
}

function sayAdded(button, item, source) {
  const note = document.getElementById("added").content.cloneNode(true)
  note.querySelector("img").src = source
  note.querySelector("[data-name]").textContent = item.item_name
  notice(note)
  const words = button.dataset.words ?? button.textContent
  button.dataset.words = words
  button.textContent = button.dataset.added
  button.classList.add("is-done")
  setTimeout(() => {
    button.textContent = words
    button.classList.remove("is-done")
  }, SAYS_SO_MS)
}
