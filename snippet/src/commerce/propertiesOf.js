/**
 * @param {{dataset: Record<string, string | undefined>} | null} element
 * @returns {Record<string, any>} its `data-notesik-*` by their names in events: `data-notesik-product-id` is `product_id`
 */
export function propertiesOf(element) {
  /** @type {Record<string, any>} */
  const properties = {}
  for (const [name, value] of Object.entries(element?.dataset ?? {})) {
    const [, first, rest] = /^notesik([A-Z])(.*)$/.exec(name) ?? []
    if (first) properties[first.toLowerCase() + rest.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase())] = value
  }
  return properties
}
