import { watchPage } from "../watchPage.js"
import { watchSeen } from "./watchSeen.js"

/** @type {import("./createTriggers.js").Watch} until one of the elements that the selector finds has been in sight */
export const onElementSeen = (selector, onDone) => {
  /** @type {Map<Element, () => void>} */
  const watched = new Map()
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (!watched.has(element)) watched.set(element, watchSeen(element, onDone))
    }
  }
  const stop = watchPage(look)
  look()
  return () => {
    stop()
    watched.forEach((unsee) => unsee())
  }
}
