import { guard } from "../core/guard.js"
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
    if (typeof node !== "object") return []
    return isProduct(node) ? [node] : [...productsOf(node["@graph"]), ...productsOf(node.mainEntity)]
  })

const productsIn = guard((/** @type {string | null} */ json) => productsOf(JSON.parse(json ?? "")))

/**
 * @param {Node[]} nodes
 * @param {string} page
 */
const named = (nodes, page) =>
  nodes.find((node) =>
    [node.url, node["@id"], ...list(node.offers).map((offer) => offer?.url)].some(
      (url) => typeof url === "string" && new URL(url, page).href.split("#")[0] === page.split("#")[0],
    ),
  )

/**
 * The product that a page's JSON-LD is about (schema.org `Product` or `ProductGroup`, alone, in an array or in
 * `@graph`). Of several, the one that names this page's address; a page that lists products is about none.
 * Of a group, the variant that names this address, else the first.
 *
 * @param {(string | null)[]} texts of the page's JSON-LD scripts
 * @param {string} page its address
 * @returns {import("../types.js").Product | undefined}
 */
export function readProduct(texts, page) {
  const nodes = texts.flatMap((text) => productsIn(text) ?? [])
  const node = nodes.length > 1 ? named(nodes, page) : nodes[0]
  if (!node) return undefined
  const variants = list(node.hasVariant).filter(isProduct)
  return productFrom({ ...node, ...(named(variants, page) ?? variants[0]) }, page)
}
