const IDS = ["sku", "productID", "mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "productGroupID", "name"]

/** @param {any} value */
const first = (value) => [value].flat()[0]

/**
 * @param {any} value a text or a number, alone, in an array or as a node that has one
 * @param {string[]} names of what that node calls it
 */
const plain = (value, ...names) => {
  const node = first(value)
  const found = first(names.map((name) => node?.[name]).find(Boolean) ?? node)
  return Object(found) === found ? undefined : found
}

/**
 * A schema.org `Product`, of JSON-LD or of microdata, as a Segment product.
 *
 * @param {Record<string, any>} node
 * @param {string} page its address
 * @returns {import("../types.js").Product | undefined} undefined when it has neither an id nor a name
 */
export function productFrom(node, page) {
  const offers = first(node.offers)
  const offer = { ...first(offers?.priceSpecification), ...first(offers?.offers), ...offers } // an AggregateOffer may hold offers
  const price = first(offer.price ?? offer.lowPrice)
  const id = IDS.map((name) => plain(node[name] ?? offer[name], "name")).find(Boolean)
  const image = plain(node.image, "contentUrl", "url")
  if (!id) return undefined
  return {
    product_id: String(id),
    name: plain(node.name, "name"),
    price: Number(price) || price,
    currency: plain(offer.priceCurrency),
    brand: plain(node.brand, "name"),
    category: [node.category].flat().map((each) => plain(each, "name")).filter(Boolean).join(" > ") || undefined,
    image_url: image && new URL(image, page).href,
    url: new URL(plain(node.url ?? offer.url) ?? page, page).href,
  }
}
