/**
 * @param {unknown} value
 * @returns {number} bytes of its JSON on the wire
 */
export function sizeOf(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
