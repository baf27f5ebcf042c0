import { randomId } from "./randomId.js"
import { sizeOf } from "./sizeOf.js"

const MAX_BYTES = 30_000 // the server takes 32 KB

/**
 * A message as the Segment specification has it; a copy, so that the page may go on changing its objects.
 *
 * @param {Partial<import("../types.js").Message>} fields type, event, name, properties, traits
 * @param {object} context
 * @returns {import("../types.js").Message | undefined} undefined when it cannot be sent
 */
export function createMessage(fields, context) {
  const message = JSON.parse(
    JSON.stringify({
      ...fields,
      messageId: randomId(),
      timestamp: new Date(), // in JSON an ISO text
      context,
    }),
  )
  // A part of a huge order is worth more than none of it.
  const products = message.properties?.products
  while (sizeOf(message) > MAX_BYTES && products?.length > 1) products.length >>= 1
  return sizeOf(message) > MAX_BYTES ? undefined : message
}
