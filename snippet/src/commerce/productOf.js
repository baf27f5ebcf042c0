import { productFrom } from "./productFrom.js"

/** @typedef {Record<string, any>} Node */

/** @param {any} node its type may be a list, or a full address */
const isProduct = (node) => /\bProduct(Group)?\b/.test(node?.["@type"])

/**
 * The products that a document is about: not those of its lists.
 *
 * @param {any[]} nodes
 * @returns {Node[]}
 */
const productsOf = (nodes) =>
  nodes.flat().flatMap((node) => (isProduct(node) ? node : node ? productsOf([node["@graph"], node.mainEntity]) : []))

/**
 * @param {Node[]} nodes
 * @param {string} page
 */
const named = (nodes, page) =>
  nodes.find((node) =>
    [node, node.offers].flat().some((each) =>
      [each?.url, each?.["@id"]].flat().some((url) => url && bare(new URL(url, page).href) === bare(page)),
    ),
  )

/** @param {string} address */
const bare = (address) => address.split("#")[0]

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
  const nodes = productsOf(documents)
  const node = nodes[1] ? named(nodes, page) : nodes[0]
  if (!node) return undefined
  const variants = [node.hasVariant].flat().filter(isProduct)
  return productFrom({ ...node, ...(named(variants, page) ?? variants[0]) }, page)
}
