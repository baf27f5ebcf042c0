import { productFrom } from "./productFrom.js"

/** @typedef {Record<string, any>} Node */

/** @param {any} value */
const list = (value) => [value ?? []].flat()

/** @param {Node} node */
const isProduct = (node) => list(node["@type"]).some((type) => /(^|[/#:])Product(Group)?$/.test(type))

/**
 * The products that a document is about: not those of its lists.
 *
 * @param {any} value
 * @returns {Node[]}
 */
const productsOf = (value) =>
  list(value).flatMap((node) => {
    if (Object(node) !== node) return []
    return isProduct(node) ? [node] : [...productsOf(node["@graph"]), ...productsOf(node.mainEntity)]
  })

/**
 * @param {Node[]} nodes
 * @param {string} page
 */
const named = (nodes, page) =>
  nodes.find((node) =>
    [node.url, node["@id"], ...list(node.offers).map((offer) => offer?.url)]
      .flat()
      .some((url) => typeof url === "string" && new URL(url, page).href.split("#")[0] === page.split("#")[0]),
  )

/**
 * The product that a page's data are about (schema.org `Product` or `ProductGroup`, alone, in an array or in
 * `@graph`). Of several, the one that names this page's address; a page that lists products is about none.
 * Of a group, the variant that names this address, else the first.
 *
 * @param {any[]} documents of the page's JSON-LD or microdata; what is none is passed over
 * @param {string} page its address
 * @returns {import("../types.js").Product | undefined}
 */
export function productOf(documents, page) {
  const nodes = productsOf(documents.flat())
  const node = nodes.length > 1 ? named(nodes, page) : nodes[0]
  if (!node) return undefined
  const variants = list(node.hasVariant).filter(isProduct)
  return productFrom({ ...node, ...(named(variants, page) ?? variants[0]) }, page)
}
