/** @returns {string} 122 random bits or more; pages without TLS have no `randomUUID` */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte + 256).toString(16).slice(1)).join("")
}
