/** What kind of page an event is sent from, where the shop does not say. */
const TYPES = {
  __proto__: null,
  "Product Viewed": "product",
  "Cart Viewed": "cart",
  "Checkout Started": "checkout",
  "Order Completed": "confirmation",
  "Products Searched": "search",
}

/**
 * The page that the visitor is on; in a single-page application one document is many of them.
 *
 * @param {(url: string) => import("../types.js").Product | undefined} productOf what the page's data are about
 */
export function createPage(productOf) {
  /** @type {Record<string, any>} */
  let stated = {}
  let url = ""
  let referrer = document.referrer
  let number = 0
  /** @type {import("../types.js").Product | undefined} */
  let product
  /** @type {Set<string>} */
  let viewed = new Set()
  /** @type {string | undefined} */
  let last

  /** Looks for another product than before; after a route change the last page's may still be there. */
  const scan = () => {
    const found = productOf(url)
    if (last !== (last = found?.product_id)) product = found
  }

  const context = () => {
    const { pathname: path, search } = location
    return { path, referrer, search, title: document.title, url }
  }

  return {
    scan,
    context,
    /** Counts the pages of this document; 0 = none yet. */
    number: () => number,
    /** The page's own product, where no event has told one yet. */
    untoldProduct: () => (viewed.size ? undefined : product),
    slots: () => [...new Set(Array.from(document.querySelectorAll("[data-notesik-slot]"), (/** @type {any} */ { dataset }) => dataset.notesikSlot))],
    /** @param {boolean} isRoute whether the document stayed and only its address changed */
    enter(isRoute) {
      if (isRoute) referrer = url
      else last = undefined
      url = location.href
      number++
      viewed = new Set()
      stated = {}
      product = undefined
      scan()
    },
    /** @param {Record<string, any>} facts name, type, product_id, … told by the shop */
    state: (facts) => Object.assign(stated, facts),
    /**
     * @param {Record<string, any>} seen properties of a Product Viewed
     * @returns {Record<string, any> | undefined} completed from the page; undefined when it was told before
     */
    view(seen) {
      scan()
      const isThis = product && (seen.product_id === product.product_id || seen.name === product.name)
      const ids = [seen.product_id, isThis && product?.product_id]
      if (ids.some((id) => viewed.has(id))) return undefined
      for (const id of ids) if (id) viewed.add(id)
      return isThis ? { ...product, ...seen } : seen
    },
    /**
     * @param {string} event
     * @param {Record<string, any>} properties
     */
    note(event, properties) {
      const type = TYPES[/** @type {keyof typeof TYPES} */ (event)]
      if (type) stated = { type, ...(type === "product" && { product_id: properties.product_id }), ...stated }
    },
    /** The page as a request tells it. */
    describe: () => {
      const { name, type, product_id } = stated
      const language = document.documentElement.lang || navigator.language
      return { url, referrer, title: document.title, name, type, product_id, language }
    },
  }
}
