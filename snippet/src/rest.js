import { borrow } from "./borrowed.js"
import { startReading } from "./commerce/startReading.js"
import { createShow } from "./show/createShow.js"

/**
 * All but the core: what reads the page, and what shows widgets, with all of their scripts. The core loads it once the
 * page is interactive and the visitor may be asked for.
 *
 * @param {any} core what it needs from there: see startNotesik.js */
export default function startRest(core) {
  borrow(core)
  return { ...createShow(core), ...startReading(core) }
}
