const IDS = ["sku", "productID", "mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "productGroupID", "name"]

/** @param {any} value */
const first = (value) => (Array.isArray(value) ? value[0] : value)

/**
 * @param {any} value a text or a number, alone, in an array or as a node with a name
 * @returns {string | undefined}
 */
const text = (value) => {
  const found = first(first(value)?.name ?? first(value))
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined
}

/**
 * @param {any} value an address, alone, in an array or as a node that has one
 * @param {string} page
 */
const address = (value, page) => {
  const found = first(first(value)?.contentUrl ?? first(value)?.url ?? first(value))
  return typeof found === "string" ? new URL(found, page).href : undefined
}

/**
 * A schema.org `Product`, of JSON-LD or of microdata, as a Segment product.
 *
 * @param {Record<string, any>} node
 * @param {string} page its address
 * @returns {import("../types.js").Product | undefined} undefined when it has neither an id nor a name
 */
export function productFrom(node, page) {
  const offers = first(node.offers) ?? {}
  const offer = { ...first(offers.priceSpecification), ...first(offers.offers), ...offers } // an AggregateOffer may hold offers
  const price = first(offer.price ?? offer.lowPrice)
  const id = IDS.map((name) => text(node[name]) ?? text(offer[name])).find(Boolean)
  const category = [node.category].flat().map(text).filter(Boolean).join(" > ")
  if (!id) return undefined
  return {
    product_id: id,
    name: text(node.name),
    price: isFinite(price) && price !== "" ? Number(price) : price,
    currency: text(offer.priceCurrency),
    brand: text(node.brand),
    category: category || undefined,
    image_url: address(node.image, page),
    url: address(node.url ?? offer.url ?? page, page),
  }
}
