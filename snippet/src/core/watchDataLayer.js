import { guard } from "./guard.js"

/**
 * Hands over the entries of Google's dataLayer: first those already there, together, then each as it is pushed.
 *
 * @param {(entries: any[]) => void} onEntries
 */
export function watchDataLayer(onEntries) {
  /** @type {any} */
  let watched
  const guarded = guard(onEntries)

  /** Again when the page has put another array in its place. */
  const watch = guard(() => {
    // @ts-ignore: a global of the page
    const layer = (window.dataLayer = window.dataLayer || [])
    if (layer === watched) return
    watched = layer
    const original = layer.push
    guarded([...layer])
    layer.push = function (/** @type {any} */ ...given) {
      const result = original.apply(this, given)
      guarded(given)
      return result
    }
  })

  watch()
  return watch
}
