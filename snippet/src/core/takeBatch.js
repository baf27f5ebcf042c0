import { sizeOf } from "./sizeOf.js"

/**
 * The first messages that fit into one request, and always one, so that a large one cannot block the rest.
 *
 * @param {import("../types.js").Message[]} messages
 * @param {number} maxBytes
 */
export function takeBatch(messages, maxBytes) {
  let room = maxBytes
  const end = messages.findIndex((message, index) => (room -= sizeOf(message) + 1) < 0 && index > 0)
  return end < 0 ? messages : messages.slice(0, end)
}
