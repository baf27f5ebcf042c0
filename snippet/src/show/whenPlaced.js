import { guard } from "../core/guard.js"
import { later } from "../core/later.js"
import { placeHost } from "./placeHost.js"

const FOR_MS = 10_000

/**
 * Places the host now, or as soon as its place appears within some seconds.
 *
 * @param {Element} host
 * @param {import("../types.js").Widget["placement"]} placement
 * @param {() => void} onPlaced
 * @returns {() => void} takes it away again
 */
export function whenPlaced(host, placement, onPlaced) {
  let undo = placeHost(host, placement)
  if (undo) {
    onPlaced()
    return undo
  }
  const observer = new MutationObserver(
    guard(() => {
      undo = placeHost(host, placement)
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
