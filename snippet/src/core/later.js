import { guard } from "./guard.js"

/**
 * @param {() => void} run
 * @param {number} delayMs
 * @returns {() => void} takes it back
 */
export function later(run, delayMs) {
  const timer = setTimeout(guard(run), delayMs)
  return () => clearTimeout(timer)
}
