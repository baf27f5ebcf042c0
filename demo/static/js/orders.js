const KEY = "order"

/** Keeps the order for the thank-you page of this tab, with a number of its own. */
export function saveOrder(order) {
  const [random] = crypto.getRandomValues(new Uint32Array(1))
  const day = new Date().toISOString().slice(2, 10).replaceAll("-", "")
  const number = `LR-${day}-${random.toString(36).toUpperCase().padStart(7, "0")}`
  sessionStorage.setItem(KEY, JSON.stringify({ ...order, number, isTold: false }))
}

export function readOrder() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null")
}

/** Remembers that analytics know of the order: a page that is loaded again is no second purchase. */
export function markTold(order) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...order, isTold: true }))
}
