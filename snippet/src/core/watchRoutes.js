import { guard } from "./guard.js"
import { listen } from "./listen.js"

/**
 * Tells when the address changes without a new document; a change of the fragment alone is no new page.
 *
 * @param {() => void} onRoute
 */
export function watchRoutes(onRoute) {
  const address = () => location.href.split("#")[0]
  let last = address()

  const check = () => {
    if (last !== (last = address())) onRoute()
  }

  // @ts-ignore: not in every browser
  const { navigation } = window
  if (navigation) return listen(navigation, "currententrychange", check)

  for (const name of /** @type {const} */ (["pushState", "replaceState"])) {
    const original = history[name]
    history[name] = function (/** @type {any} */ ...given) {
      const result = original.apply(this, given)
      guard(check)()
      return result
    }
  }
  return listen(window, "popstate", check)
}
