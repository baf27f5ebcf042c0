const EVERY_MS = 200
const FOR_MS = 10_000

/**
 * Tells, now and then, that the document has changed: pages built by scripts get their slots and products late.
 *
 * @param {import("./startReading.js").Core} core
 * @returns {() => void} starts anew, for some seconds
 */
export function watchDocument({ guard, later, onGrown }) {
  /** @type {(() => void) | undefined} */
  let waiting
  /** @type {(() => void) | undefined} */
  let ending
  const observer = new MutationObserver(
    guard(() => {
      waiting ??= later(() => {
        waiting = undefined
        onGrown()
      }, EVERY_MS)
    }),
  )
  return () => {
    ending?.()
    observer.observe(document, { childList: true, subtree: true })
    ending = later(() => observer.disconnect(), FOR_MS)
  }
}
