import { guard } from "./borrowed.js"

/**
 * Pages that are built by scripts bring things late, and draw them anew.
 *
 * @param {() => void} look is called when something has changed
 * @param {boolean} [attributes] whether they count, too
 * @returns {() => void} stops watching
 */
export function watchPage(look, attributes) {
  const observer = new MutationObserver(guard(look))
  observer.observe(document, { childList: true, subtree: true, attributes })
  return () => observer.disconnect()
}
