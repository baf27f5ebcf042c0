import { guard, listen } from "../borrowed.js"
import { readTcf } from "./readTcf.js"

/**
 * Listens to the page's consent platform, now, or once all of the page has loaded.
 *
 * @param {import("./startReading.js").Core} core
 */
export function watchTcf({ hear }) {
  /** @param {any} data @param {boolean} isKnown */
  const take = (data, isKnown) => {
    const consent = isKnown && readTcf(data)
    if (consent) hear(consent)
  }

  const ask = guard(() => {
    // @ts-ignore: a global of the page
    const { __tcfapi } = window
    __tcfapi?.("addEventListener", 2, guard(take))
    return __tcfapi
  })
  if (!ask()) listen(window, "load", ask)
}
