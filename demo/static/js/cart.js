/**
 * The cart, kept in the browser: lines of {item, quantity, minor, url, image, standIn}. A shop of another name or
 * currency on the same address has a cart of its own.
 */
export function openCart(shop) {
  const key = `cart ${shop}`
  const listeners = new Set()

  const read = () => {
    try {
      const lines = JSON.parse(localStorage.getItem(key) ?? "[]")
      return Array.isArray(lines) ? lines : []
    } catch {
      return []
    }
  }
  const changed = () => listeners.forEach((listener) => listener())
  const write = (lines) => {
    try {
      localStorage.setItem(key, JSON.stringify(lines))
    } catch {
      // a full or forbidden storage: the cart lasts as long as the page
    }
    changed()
  }

  addEventListener("storage", (event) => event.key === key && changed())
  addEventListener("pageshow", (event) => event.persisted && changed())

  return {
    lines: read,
    count: () => read().reduce((sum, { quantity }) => sum + quantity, 0),
    value: () => read().reduce((sum, { quantity, minor }) => sum + quantity * minor, 0),
    add(line) {
      const lines = read()
      const known = lines.find(({ item }) => item.item_id === line.item.item_id)
      if (known) Object.assign(known, line, { quantity: Math.min(99, known.quantity + line.quantity) })
      else lines.push(line)
      write(lines)
    },
    setQuantity(id, quantity) {
      write(read().flatMap((line) => (line.item.item_id !== id ? [line] : quantity > 0 ? [{ ...line, quantity }] : [])))
    },
    clear: () => write([]),
    onChange(listener) {
      listeners.add(listener)
    },
  }
}
