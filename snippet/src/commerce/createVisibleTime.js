const LEAST_MS = 1_000

/**
 * How long the page was in sight.
 *
 * @param {(event: string, properties: Record<string, any>) => any} track
 * @returns {() => void} is called when the page is left, goes out of sight or comes back
 */
export function createVisibleTime(track) {
  const beginning = () => (document.hidden ? Infinity : performance.now())
  let sinceMs = beginning()
  return () => {
    const ms = performance.now() - sinceMs
    sinceMs = beginning()
    if (ms >= LEAST_MS) track("Page Left", { visible_seconds: Math.round(ms / 1000) })
  }
}
