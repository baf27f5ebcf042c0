import { guard } from "../core/guard.js"
import { later } from "../core/later.js"

const FOR_MS = 10_000

/**
 * Places something now, or as soon as its place appears within some seconds.
 *
 * @param {() => (() => void) | null | undefined} place its undo, or nothing while there is no place
 * @param {() => void} onPlaced
 * @returns {() => void} takes it away again
 */
export function whenPlaced(place, onPlaced) {
  let undo = place()
  if (undo) {
    onPlaced()
    return undo
  }
  const observer = new MutationObserver(
    guard(() => {
      undo = place()
      if (!undo) return
      observer.disconnect()
      onPlaced()
    }),
  )
  observer.observe(document, { childList: true, subtree: true, attributes: true })
  const cancel = later(() => observer.disconnect(), FOR_MS)
  return () => {
    cancel()
    observer.disconnect()
    undo?.()
  }
}
