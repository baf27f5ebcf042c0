import { guard } from "../borrowed.js"
import { nodesOf } from "./nodesOf.js"
import { parseJsonLd } from "./parseJsonLd.js"
import { productOf } from "./productOf.js"

/**
 * The product that the page is about, from its JSON-LD, else from its microdata.
 *
 * @param {string} url the page's address
 * @returns {import("../types.js").Product | undefined}
 */
export function readProduct(url) {
  const scripts = document.querySelectorAll('script[type="application/ld+json"]')
  const nodes = Array.from(scripts, (each) => guard(parseJsonLd)(each.textContent ?? ""))
  return productOf(nodes, url) ?? productOf(nodesOf(document), url)
}
