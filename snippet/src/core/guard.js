/**
 * The one place that keeps our faults out of the page: whatever the browser or the page calls goes through it.
 *
 * @template {(...given: any[]) => any} Run
 * @param {Run} run
 * @returns {Run} does the same, never throws, and a promise that it returns never rejects
 */
export function guard(run) {
  return /** @type {Run} */ (
    function (...given) {
      try {
        const result = run.apply(this, given)
        return result instanceof Promise ? result.catch(() => {}) : result
      } catch {}
    }
  )
}
