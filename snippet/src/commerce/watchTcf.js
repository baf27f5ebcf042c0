import { guard } from "../core/guard.js"
import { readTcf } from "./readTcf.js"

/**
 * Listens to the page's consent platform, now, or once all of the page has loaded.
 *
 * @param {(consent: import("../types.js").Consent) => void} signal
 */
export function watchTcf(signal) {
  const ask = () => {
    // @ts-ignore: a global of the page
    const { __tcfapi } = window
    __tcfapi?.(
      "addEventListener",
      2,
      guard((/** @type {any} */ data, /** @type {boolean} */ isKnown) => {
        const consent = isKnown && readTcf(data)
        if (consent) signal(consent)
      }),
    )
    return __tcfapi
  }
  if (!guard(ask)()) addEventListener("load", guard(ask))
}
