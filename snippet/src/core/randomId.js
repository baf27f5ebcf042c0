/** @returns {string} 128 random bits; pages without TLS have no `randomUUID` */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("")
}
