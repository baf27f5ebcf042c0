import { guard } from "../borrowed.js"

const SHARE = 0.5

/**
 * Tells once that the visitor can see half of the element; of one larger than the window, that it fills half of that.
 *
 * @param {Element} element
 * @param {() => void} onSeen
 * @returns {() => void} stops watching
 */
export function watchSeen(element, onSeen) {
  const observer = new IntersectionObserver(
    guard((entries) => {
      const isSeen = entries.some(
        (/** @type {IntersectionObserverEntry} */ { isIntersecting, intersectionRatio, intersectionRect, rootBounds }) =>
          isIntersecting &&
          (intersectionRatio >= SHARE || (rootBounds && intersectionRect.height >= rootBounds.height * SHARE)),
      )
      if (!isSeen) return
      observer.disconnect()
      onSeen()
    }),
    { threshold: [0, 0.1, 0.2, 0.3, 0.4, SHARE] },
  )
  observer.observe(element)
  return () => observer.disconnect()
}
