import { guard } from "./guard.js"
import { later } from "./later.js"

const WAIT_MS = 500

/**
 * Loads the other part, which reads the page and shows widgets. The first request waits for it, but not for long, so
 * that the first decision knows the product; mostly it comes from the browser's cache.
 *
 * @param {any} core what that part needs from here
 * @param {() => void} onRead it is there, or is not waited for any more
 */
export function createRest(core, onRead) {
  /** @type {any} */
  let rest
  /** @type {any[]} */
  let unread = []
  let isAwaited = true
  /** @type {Promise<any> | undefined} */
  let loading

  const load = () =>
    (loading ??= import(core.base + REST).then(
      (part) => {
        rest = part.default(core)
        rest.take(unread)
      },
      () => (loading = undefined), // blocked or offline: the page itself is told, and the next answer tries again
    ))

  const go = () => {
    isAwaited = false
    onRead()
  }

  return {
    /** @returns {any} that part, once it is there */
    rest: () => rest,
    /** @returns {boolean} whether it is worth to wait; the first call begins to load it */
    isAwaited() {
      if (!loading && isAwaited) {
        later(go, WAIT_MS)
        load().finally(guard(go))
      }
      return isAwaited
    },
    /** @param {any[]} entries of the dataLayer */
    take: (entries) => (rest ? rest.take(entries) : unread.push(...entries)),
    /** @param {string} url */
    productOf: (url) => rest && guard(rest.productOf)(url),
    /**
     * @param {any} answer the server's
     * @param {number} pageNumber
     * @param {number} [askedMs] when that answer was asked for; undefined = it was not: what is shown has to go at once
     */
    async update(answer, pageNumber, askedMs) {
      if (answer.widgets?.[0] || answer.preview) await load()
      return rest?.update(answer, pageNumber, askedMs)
    },
  }
}
