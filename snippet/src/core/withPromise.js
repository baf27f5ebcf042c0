import { guard } from "./guard.js"

/**
 * What the page may call with a callback as its last argument, or wait for: calls made before we were here have no
 * other way to hear the result.
 *
 * @param {(...given: any[]) => any} run
 * @returns {(...given: any[]) => Promise<any>} never rejects: false where it cannot be done
 */
export function withPromise(run) {
  return (...given) => {
    const callback = typeof given[given.length - 1] === "function" && given.pop()
    const result = new Promise((resolve) => resolve(run(...given))).catch(() => false)
    if (callback) result.then(guard(callback))
    return result
  }
}
