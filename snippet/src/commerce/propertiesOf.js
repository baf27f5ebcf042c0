const OURS = "data-notesik-"

/**
 * @param {{attributes: Iterable<{name: string, value: string}>} | null} element
 * @returns {Record<string, any>} its `data-notesik-*` by their names in events: `data-notesik-product-id` is `product_id`
 */
export function propertiesOf(element) {
  /** @type {Record<string, any>} */
  const properties = {}
  for (const { name, value } of element?.attributes ?? []) {
    if (name.startsWith(OURS)) properties[name.slice(OURS.length).replaceAll("-", "_")] = value
  }
  return properties
}
