import { later } from "../core/later.js"

/**
 * Looks again when it should be time: meanwhile more may have happened, or a session begun anew.
 *
 * @param {() => number} leftMs
 * @param {() => void} fire
 * @returns {() => void} stops waiting
 */
export function waitUntil(leftMs, fire) {
  let stop = () => {}
  const check = () => {
    const ms = leftMs()
    if (ms > 0) stop = later(check, ms)
    else fire()
  }
  check()
  return () => stop()
}
