/** The cart's lines as GA4 items. */
export function itemsOf(lines) {
  return lines.map(({ item, quantity }, index) => ({ ...item, quantity, index }))
}
