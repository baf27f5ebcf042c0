import { createProductReader } from "./createProductReader.js"
import { readGa4 } from "./readGa4.js"
import { watchDocument } from "./watchDocument.js"
import { watchMarkup } from "./watchMarkup.js"
import { watchTcf } from "./watchTcf.js"

/**
 * What this part has from the core, so that it need not come twice.
 *
 * @typedef {object} Core
 * @property {typeof import("../core/guard.js").guard} guard
 * @property {typeof import("../core/later.js").later} later
 * @property {typeof import("../core/listen.js").listen} listen
 * @property {typeof import("../core/watchPage.js").watchPage} watchPage
 * @property {(event: string, properties: Record<string, any>) => any} track
 * @property {(userId: string | undefined, traits: Record<string, any>) => any} identify
 * @property {(consent: import("../types.js").Consent) => void} signal
 * @property {() => void} onGrown the page has changed
 */

/**
 * What the page says without code of ours: its products, Google's dataLayer, `data-notesik-*` in its markup, the
 * consent that the TCF knows, and how it grows. Loaded by the core once the page is interactive.
 *
 * @param {Core} core
 */
export function startReading(core) {
  watchTcf(core)
  watchMarkup(core)
  const observe = watchDocument(core)
  observe()
  return {
    observe,
    productOf: createProductReader(core),
    /** @param {any[]} entries of the dataLayer */
    take(entries) {
      entries.flatMap((entry) => core.guard(readGa4)(entry) ?? []).forEach(({ event, properties }) => core.track(event, properties))
    },
  }
}
