import { guard } from "../core/guard.js"
import { watchSeen } from "./watchSeen.js"

/** @type {import("./createTriggers.js").Watch} until one of the elements that the selector finds has been in sight */
export const onElementSeen = (selector, onDone) => {
  /** @type {Map<Element, () => void>} */
  const watched = new Map()
  const look = guard(() => {
    for (const element of document.querySelectorAll(selector)) {
      if (!watched.has(element)) watched.set(element, watchSeen(element, onDone))
    }
  })
  const observer = new MutationObserver(look) // some come late
  observer.observe(document, { childList: true, subtree: true })
  look()
  return () => {
    observer.disconnect()
    watched.forEach((stop) => stop())
  }
}
