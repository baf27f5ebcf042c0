import { guard } from "../borrowed.js"
import { createVisibleTime } from "./createVisibleTime.js"
import { readGa4 } from "./readGa4.js"
import { readProduct } from "./readProduct.js"
import { watchDocument } from "./watchDocument.js"
import { watchMarkup } from "./watchMarkup.js"
import { watchTcf } from "./watchTcf.js"

/**
 * Whom it tells what it has read.
 *
 * @typedef {object} Core
 * @property {(event: string, properties: Record<string, any>) => any} track
 * @property {(userId: string | undefined, traits: Record<string, any>) => any} identify
 * @property {(consent: import("../types.js").Consent) => void} hear
 * @property {() => void} onGrown the page has changed
 */

/**
 * What the page says without code of ours: its products, Google's dataLayer, `data-notesik-*` in its markup, the
 * consent that the TCF knows, how it grows, and how long it is in sight.
 *
 * @param {Core} core
 */
export function startReading(core) {
  watchTcf(core)
  watchMarkup(core)
  const observePage = watchDocument(core)
  observePage()
  return {
    observePage,
    tellTime: createVisibleTime(core.track),
    productOf: readProduct,
    /** @param {any[]} entries of the dataLayer */
    take(entries) {
      entries.flatMap((entry) => guard(readGa4)(entry) ?? []).forEach(({ event, properties }) => core.track(event, properties))
    },
  }
}
