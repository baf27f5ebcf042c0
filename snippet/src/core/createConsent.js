import { DENIED } from "./DENIED.js"
import { later } from "./later.js"

/**
 * What the visitor has allowed, as far as the page has said. A default holds until there is a choice; of several
 * defaults (for different regions) a denial counts, since only Google knows the region.
 *
 * @param {(before: boolean | undefined) => void} onChange
 */
export function createConsent(onChange) {
  /** @type {import("../types.js").Consent} */
  let state = {}
  /** @type {import("../types.js").Consent} */
  let chosen = {}
  let isAwaited = false

  /** @returns {boolean | undefined} whether events may be sent; undefined = they are held in memory until the visitor chooses */
  const verdict = () => {
    if (chosen.analytics === false) return false
    return state.analytics === false || isAwaited ? undefined : true
  }

  /** @param {() => void} change */
  const after = (change) => {
    const before = verdict()
    const all = () => JSON.stringify([verdict(), state])
    const known = all()
    change()
    if (all() !== known) onChange(before)
  }

  return {
    verdict,
    /** As a request says it. Who may not be counted has no history to be treated by. */
    stated: () => (verdict() ? state : DENIED),
    /**
     * @param {import("../types.js").Signal} signal
     * @param {import("../types.js").Consent} [before] what of it is the same says nothing
     */
    hear({ isDefault, waitMs, ...purposes }, before) {
      after(() => {
        for (const [purpose, isGranted] of Object.entries(purposes)) {
          if (typeof isGranted !== "boolean" || isGranted === before?.[/** @type {"analytics"} */ (purpose)]) continue
          if (!isDefault) chosen = { ...chosen, [purpose]: isGranted }
          else state = { ...state, [purpose]: isGranted && state[/** @type {"analytics"} */ (purpose)] !== false }
        }
        state = { ...state, ...chosen }
        isAwaited = (isAwaited || waitMs > 0) && chosen.analytics === undefined
      })
      // Google's tags wait no longer, either.
      if (waitMs > 0) later(() => after(() => (isAwaited = false)), waitMs)
    },
  }
}
