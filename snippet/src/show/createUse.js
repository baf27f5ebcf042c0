import { listen } from "../core/listen.js"

const USED_FOR_MS = 30_000
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]

/**
 * Whether the visitor uses the page: it is in sight, and they have done something in the last half minute. Coming here
 * was something, too. The time adds up in the session.
 *
 * @param {ReturnType<typeof import("../core/createSession.js").createSession>} session
 */
export function createUse(session) {
  /** @type {Set<() => void>} */
  const callbacks = new Set()
  let lastMs = Date.now()
  let countedMs = lastMs
  let isVisible = document.visibilityState === "visible"

  const isUsed = () => isVisible && Date.now() - lastMs < USED_FOR_MS

  /** Adds what has passed since it was last counted, as far as the page was used. */
  const count = () => {
    const nowMs = Date.now()
    const usedMs = isVisible ? Math.min(nowMs, lastMs + USED_FOR_MS) - countedMs : 0
    const state = session.state()
    state.active = (state.active ?? 0) + Math.max(usedMs, 0)
    countedMs = nowMs
    return state.active
  }

  /** @param {() => void} change */
  const after = (change) => {
    const wasUsed = isUsed()
    count()
    change()
    if (!wasUsed && isUsed()) callbacks.forEach((callback) => callback())
  }

  const use = () => {
    session.touch()
    after(() => (lastMs = Date.now()))
  }

  SIGNS.forEach((sign) => listen(document, sign, use, { passive: true, capture: true }))
  listen(document, "scroll", use, { passive: true }) // not captured: carousels scroll by themselves
  const look = () => after(() => (isVisible = document.visibilityState === "visible"))
  listen(document, "visibilitychange", look, { capture: true }) // both before the session is kept
  listen(window, "pagehide", count, { capture: true })

  return {
    isUsed,
    /** In milliseconds of the session. */
    activeMs: count,
    /** Since the visitor did something on this page. */
    idleMs: () => Date.now() - lastMs,
    /**
     * @param {() => void} callback is called when the page is used again
     * @returns {() => void} stops it
     */
    onUse(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
  }
}
