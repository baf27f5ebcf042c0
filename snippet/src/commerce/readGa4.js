import { GA4_EVENTS } from "./GA4_EVENTS.js"

const MAX_ITEMS = 200 // GA4's own limit

/** What of an event's own parameters is about commerce. Others may be about the visitor, and stay on the page. */
const FACTS = /^(currency|value|tax|coupon|affiliation|search_term|transaction_id|(shipping|payment|promotion|creative|item_list)\w*)$/
const OF_A_PRODUCT = /^Product (?!List)/
const OF_NO_PRODUCT = /^Pro(ducts|motion)/
const OF_AN_ORDER = /^Order/

/** @param {object} [given] */
const factsOf = (given) => Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => FACTS.test(name)))

/**
 * The events of one dataLayer entry, in either form: `{event: "purchase", ecommerce: {…}}`, or the arguments of
 * `gtag("event", "purchase", {…})`. Whatever is not in the table is not ours to read. The products keep the names that
 * GA4 gives their fields; the server knows them.
 *
 * An event of one product comes for each item. One that should have items and has none says nothing: an empty cart is
 * told with an empty list.
 *
 * @param {any} entry
 * @returns {{event: string, properties: Record<string, any>}[]}
 */
export function readGa4(entry) {
  const isCommand = entry?.[0] === "event"
  const event = GA4_EVENTS[isCommand ? entry[1] : entry?.event]
  if (!event) return []
  const given = isCommand ? { ...entry[2] } : { ...entry, ...entry.ecommerce }
  const items = Array.isArray(given.items) ? given.items.slice(0, MAX_ITEMS).filter(Boolean) : undefined
  const { value, ...facts } = factsOf(given)
  const all = { ...facts, value }
  /** @type {Record<string, any>[]} */
  let told = []
  if (OF_NO_PRODUCT.test(event)) told = [{ ...factsOf(items?.[0]), ...all }]
  else if (!OF_A_PRODUCT.test(event)) {
    const isTold = items?.[0] || (OF_AN_ORDER.test(event) ? all.transaction_id : items)
    if (isTold) told = [{ ...all, products: items ?? [] }]
  } else if (items) {
    told = items.map((/** @type {any} */ item) => ({
      ...(items[1] ? facts : all),
      ...item,
      product_id: item.item_id ?? item.id ?? item.item_name,
    }))
  }
  return told.map((properties) => ({ event, properties }))
}
