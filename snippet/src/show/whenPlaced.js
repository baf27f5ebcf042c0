import { later } from "../borrowed.js"
import { watchPage } from "../watchPage.js"

const FOR_MS = 10_000

/**
 * Places something now, or as soon as its place appears within some seconds.
 *
 * @param {() => (() => void) | null | undefined} place its undo, or nothing while there is no place
 * @param {() => void} onPlaced
 * @returns {() => void} takes it away again
 */
export function whenPlaced(place, onPlaced) {
  /** @type {(() => void) | null | undefined} */
  let undo
  const look = () => {
    undo = place()
    if (!undo) return
    stop()
    onPlaced()
  }
  const stop = watchPage(look, true)
  later(stop, FOR_MS)
  look()
  return () => {
    stop()
    undo?.()
  }
}
