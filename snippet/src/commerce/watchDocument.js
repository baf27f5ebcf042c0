import { later } from "../borrowed.js"
import { watchPage } from "../watchPage.js"

const EVERY_MS = 200
const FOR_MS = 10_000

/**
 * Tells, now and then, that the document has changed: pages built by scripts get their slots and products late.
 *
 * @param {import("./startReading.js").Core} core
 * @returns {() => void} starts anew, for some seconds
 */
export function watchDocument({ onGrown }) {
  /** @type {(() => void) | undefined} */
  let waiting
  const grow = () => {
    waiting ??= later(() => {
      waiting = undefined
      onGrown()
    }, EVERY_MS)
  }
  return () => {
    later(watchPage(grow), FOR_MS)
  }
}
