import { GA4_EVENTS } from "./GA4_EVENTS.js"
import { readItem } from "./readItem.js"
import { renamed } from "./renamed.js"

const MAX_ITEMS = 200 // GA4's own limit

const NAMES = {
  currency: "currency",
  value: "value",
  transaction_id: "order_id",
  tax: "tax",
  shipping: "shipping",
  coupon: "coupon",
  affiliation: "affiliation",
  search_term: "query",
  item_list_id: "list_id",
  item_list_name: "category",
  payment_type: "payment_method",
  shipping_tier: "shipping_method",
  promotion_id: "promotion_id",
  promotion_name: "name",
  creative_name: "creative",
  creative_slot: "position",
}

/**
 * How the items go along with the event's own properties. An event that should have items and has none says nothing:
 * an empty cart is told with an empty list.
 *
 * @type {Record<string, (properties: Record<string, any>, items?: any[]) => Record<string, any>[]>}
 */
const SHAPES = {
  each: ({ currency, value }, items = []) =>
    items.map((item) => ({ currency, ...(items.length === 1 && { value }), ...readItem(item) })),
  all: (properties, items) => (items ? [{ ...properties, products: items.map(readItem) }] : []),
  order: ({ value, ...properties }, items = []) =>
    items[0] || properties.order_id
      ? [{ ...properties, value, total: value, revenue: value, products: items.map(readItem) }]
      : [],
  none: (properties, items) => [{ ...renamed(items?.[0] ?? {}, NAMES), ...properties }],
}

/**
 * The events of one dataLayer entry, in either form: `{event: "purchase", ecommerce: {…}}`, or the arguments of
 * `gtag("event", "purchase", {…})`. Whatever is not in the table is not ours to read.
 *
 * @param {any} entry
 * @returns {{event: string, properties: Record<string, any>}[]}
 */
export function readGa4(entry) {
  const isCommand = entry?.[0] === "event"
  const [event, shape] = GA4_EVENTS[isCommand ? entry[1] : entry?.event] ?? []
  const given = (isCommand ? entry[2] : { ...entry, ...entry?.ecommerce }) ?? {}
  if (!event || !shape) return []
  const items = Array.isArray(given.items) ? given.items.slice(0, MAX_ITEMS).filter(Boolean) : undefined
  return SHAPES[shape](renamed(given, NAMES), items).map((properties) => ({ event, properties }))
}
