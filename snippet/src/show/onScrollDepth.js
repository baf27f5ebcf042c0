import { listen } from "../core/listen.js"

/**
 * @param {number} percent of what there is to scroll
 * @param {() => void} fire
 * @returns {() => void} stops it
 */
export function onScrollDepth(percent, fire) {
  const check = () => {
    const { scrollHeight, clientHeight, scrollTop } = /** @type {Element} */ (document.scrollingElement)
    if (scrollTop < ((scrollHeight - clientHeight) * percent) / 100) return
    stop()
    fire()
  }
  const stop = listen(document, "scroll", check, { passive: true })
  check()
  return stop
}
