import { guard } from "./guard.js"

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {(event: any) => void} run
 * @param {boolean | AddEventListenerOptions} [options]
 * @returns {() => void} stops listening
 */
export function listen(target, name, run, options) {
  const guarded = guard(run)
  target.addEventListener(name, guarded, options)
  return () => target.removeEventListener(name, guarded, options)
}
