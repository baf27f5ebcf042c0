const PRODUCTS = '[itemscope][itemtype*="schema.org/Product"]:not([itemprop],[itemtype$=List] *)'
/** Where an element's value stands, by its kind; else it is its text. */
const VALUES = ["content", "href", "src", "datetime", "value"]

/** @param {Element} element */
const valueOf = (element) => VALUES.map((name) => element.getAttribute(name)).find(Boolean) ?? /** @type {string} */ (element.textContent).trim()

/**
 * @param {Element} item
 * @returns {Record<string, any>}
 */
const nodeOf = (item) => {
  /** @type {Record<string, any>} */
  const node = { "@type": item.getAttribute("itemtype") }
  for (const element of item.querySelectorAll("[itemprop]")) {
    if (element.parentElement?.closest("[itemscope]") !== item) continue
    const value = element.matches("[itemscope]") ? nodeOf(element) : valueOf(element)
    for (const name of /** @type {string} */ (element.getAttribute("itemprop")).split(/\s+/)) (node[name] ??= []).push(value)
  }
  return node
}

/**
 * The items of a page's microdata that belong to no other, as JSON-LD would have them.
 *
 * @param {Document} page
 */
export function nodesOf(page) {
  return Array.from(page.querySelectorAll(PRODUCTS), nodeOf)
}
