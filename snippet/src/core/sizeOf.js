/**
 * @param {unknown} value
 * @returns {number} bytes of its JSON on the wire
 */
export function sizeOf(value) {
  return new Blob([JSON.stringify(value)]).size
}
