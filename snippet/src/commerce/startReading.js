import { guard } from "../core/guard.js"
import { createProductReader } from "./createProductReader.js"
import { createVisibleTime } from "./createVisibleTime.js"
import { readGa4 } from "./readGa4.js"
import { watchDocument } from "./watchDocument.js"
import { watchMarkup } from "./watchMarkup.js"
import { watchTcf } from "./watchTcf.js"

/**
 * What the page says without code of ours: its products, Google's dataLayer, `data-notesik-*` in its markup, the
 * consent that the TCF knows, how it grows, and how long it was in sight. Loaded by the core once the page is
 * interactive.
 *
 * @param {object} core
 * @param {(event: string, properties: Record<string, any>) => any} core.track
 * @param {(userId: string | undefined, traits: Record<string, any>) => any} core.identify
 * @param {(consent: import("../types.js").Consent) => void} core.signal
 * @param {() => void} core.onGrown the page has changed
 */
export function startReading({ track, identify, signal, onGrown }) {
  watchTcf(signal)
  watchMarkup(track, identify)
  const observe = watchDocument(onGrown)
  observe()
  return {
    observe,
    tellTime: createVisibleTime(track),
    productOf: createProductReader(),
    /** @param {any[]} entries of the dataLayer */
    take(entries) {
      entries.flatMap((entry) => guard(readGa4)(entry) ?? []).forEach(({ event, properties }) => track(event, properties))
    },
  }
}
