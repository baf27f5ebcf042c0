import { sizeOf } from "./sizeOf.js"

/**
 * What the queue keeps when there is more than its share of the shop's storage: the newest.
 *
 * @param {import("../types.js").Message[]} messages oldest first
 * @param {number} maxCount
 * @param {number} maxBytes
 */
export function newestWithin(messages, maxCount, maxBytes) {
  let room = maxBytes
  let first = messages.length
  while (first && messages.length - first < maxCount && (room -= sizeOf(messages[first - 1]) + 1) >= 0) first--
  return messages.slice(first)
}
