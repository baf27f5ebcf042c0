/** @returns {string} 128 random bits; pages without TLS have no `randomUUID` */
export function randomId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-")
}
