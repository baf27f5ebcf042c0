const LEAST_MS = 1_000

/**
 * How long the page was in sight. It is told when the page is left, and each time that it goes out of sight.
 *
 * @param {import("./startReading.js").Core} core
 * @returns {() => void} is called when the page is left
 */
export function createVisibleTime({ listen, track }) {
  const beginning = () => (document.hidden ? Infinity : performance.now())
  let sinceMs = beginning()
  listen(document, "visibilitychange", () => (sinceMs = beginning())) // the core has listened before, and told the time
  return () => {
    const ms = performance.now() - sinceMs
    sinceMs = beginning()
    if (ms >= LEAST_MS) track("Page Left", { visible_seconds: Math.round(ms / 1000) })
  }
}
