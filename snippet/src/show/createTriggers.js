import { later, listen } from "../borrowed.js"
import { onClick } from "./onClick.js"
import { onElementSeen } from "./onElementSeen.js"
import { onExitIntent } from "./onExitIntent.js"
import { scrollDepth } from "./scrollDepth.js"

const USED_FOR_MS = 30_000
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]

/**
 * @typedef {import("../types.js").Widget["trigger"]} Trigger
 * @typedef {(selector: string, onDone: () => void) => () => void} Watch for a deed; its undo = stops it
 */

/** @type {Record<string, Watch>} */
const WATCHES = { click: onClick, element_seen: onElementSeen }

/**
 * Knows how the page is used: it is, while it is in sight and something was done in the last half minute. Coming here
 * was something, too. What is done, how far was scrolled and the time of use add up in the session.
 *
 * @param {{session: ReturnType<typeof import("../core/createSession.js").createSession>, on: ReturnType<typeof import("../core/createBell.js").createBell>["on"]}} core
 */
export function createTriggers({ session, on }) {
  /** @type {Set<() => void>} of the triggers whose time has not come */
  const checks = new Set()
  let lastMs = Date.now()
  let countedMs = lastMs
  let isVisible = !document.hidden

  const depth = () => Math.max(session.state().depth ?? 0, scrollDepth())

  /** Adds what has passed since it was last counted, as far as the page was used. */
  const activeMs = () => {
    const nowMs = Date.now()
    const usedMs = isVisible ? Math.min(nowMs, lastMs + USED_FOR_MS) - countedMs : 0
    const state = session.state()
    countedMs = nowMs
    return (state.active = (state.active ?? 0) + Math.max(usedMs, 0))
  }

  /** Looks whether it is time for one. */
  const ring = () => checks.forEach((check) => check())
  const use = () => {
    session.touch()
    activeMs()
    lastMs = Date.now()
    ring()
  }
  const scroll = () => {
    session.state().depth = depth()
    use()
  }
  const look = () => {
    activeMs()
    isVisible = !document.hidden
    ring()
  }

  SIGNS.forEach((sign) => listen(document, sign, use, { passive: true, capture: true }))
  listen(document, "scroll", scroll) // not captured: carousels scroll by themselves
  listen(document, "visibilitychange", look, true) // both before the session is kept
  listen(window, "pagehide", activeMs, true)
  on("event", ring)

  /** @type {Record<string, (trigger: Trigger) => number>} milliseconds until its time; NaN = waiting does not bring it */
  const leftMs = {
    immediate: () => 0,
    delay: ({ seconds = 0 }) => session.state().start + seconds * 1000 - Date.now(),
    inactivity: ({ seconds = 0 }) => lastMs + seconds * 1000 - Date.now(),
    active_time({ seconds = 0 }) {
      const ms = seconds * 1000 - activeMs()
      return ms > 0 && !(isVisible && Date.now() - lastMs < USED_FOR_MS) ? NaN : ms
    },
    scroll: ({ percent = 0 }) => (depth() < percent ? NaN : 0),
  }

  /**
   * @param {Trigger | undefined} trigger
   * @param {() => boolean | void} fire is called when it is time; false = again with the next sign of use. At an intent
   *   to leave it is called each time.
   * @returns {() => void} stops it
   */
  const startTrigger = (trigger = { type: "immediate" }, fire) => {
    const { type, name, selector = name } = trigger
    const deed = `${type} ${selector}`
    let cancel = () => {}
    const check = () => {
      cancel()
      // What has been done once in the session counts on its later pages, too: 1, else undefined.
      const ms = leftMs[type] ? leftMs[type](trigger) : session.state().done[deed] - 1
      if (ms > 0) cancel = later(check, ms)
      else if (ms <= 0 && fire() !== false) stop()
    }
    const done = () => {
      session.touch().done[deed] = 1
      check()
    }
    const unwatch = type === "exit_intent" ? onExitIntent(fire) : WATCHES[type]?.(selector, done)
    const stop = () => {
      cancel()
      checks.delete(check)
      unwatch?.()
    }
    checks.add(check)
    check()
    return stop
  }

  return { startTrigger, ring }
}
