import { guard } from "./guard.js"
import { later } from "./later.js"

const WAIT_MS = 500

/**
 * Loads the part that reads the page: its products, its dataLayer, its markup. The first request waits for it, but not
 * for long, so that the first decision knows the product; mostly it comes from the browser's cache.
 *
 * @param {string} base
 * @param {object} core what that part needs from here
 * @param {() => void} onRead it is there, or is not waited for any more
 */
export function createReading(base, core, onRead) {
  /** @type {any} */
  let reader
  /** @type {any[]} */
  let unread = []
  let isAwaited = true
  /** @type {unknown} */
  let loading

  const go = () => {
    isAwaited = false
    onRead()
  }

  return {
    /** @returns {boolean} whether it is worth to wait; the first call begins to load it */
    isAwaited() {
      if (!loading) {
        later(go, WAIT_MS)
        loading = import(base + READ)
          .then((part) => {
            reader = part.startReading(core)
            reader.take(unread)
          })
          .catch(() => {}) // blocked or offline: the page itself is told
          .then(guard(go))
      }
      return isAwaited
    },
    /** @param {any[]} entries of the dataLayer */
    take: (entries) => (reader ? reader.take(entries) : unread.push(...entries)),
    /** It may grow anew. */
    observe: () => reader?.observe(),
    /** @param {string} url */
    productOf: (url) => reader && guard(reader.productOf)(url),
  }
}
