/**
 * What the visitor has allowed, as far as the page has said. A default holds until there is a choice; of several
 * defaults (for different regions) a denial counts, since only Google knows the region.
 *
 * @param {(before: "yes" | "wait" | "no") => void} onChange
 */
export function createConsent(onChange) {
  /** @type {import("../types.js").Consent} */
  const state = {}
  /** @type {import("../types.js").Consent} */
  const chosen = {}

  /** @returns {"yes" | "wait" | "no"} whether events may be sent: wait = held in memory until the visitor chooses */
  const verdict = () => (state.analytics !== false ? "yes" : chosen.analytics === false ? "no" : "wait")

  return {
    verdict,
    /** As a request says it. Who may not be counted has no history to be treated by, unless the page says otherwise. */
    stated: () => (verdict() === "yes" ? state : { personalization: false, ...state }),
    /** @param {import("../types.js").Consent & {isDefault?: boolean}} signal */
    signal(signal) {
      const before = verdict()
      const known = JSON.stringify([state, chosen])
      for (const purpose of /** @type {const} */ (["analytics", "personalization"])) {
        const granted = signal[purpose]
        if (typeof granted !== "boolean") continue
        if (!signal.isDefault) state[purpose] = chosen[purpose] = granted
        else if (chosen[purpose] === undefined) state[purpose] = granted && state[purpose] !== false
      }
      if (JSON.stringify([state, chosen]) !== known) onChange(before)
    },
  }
}
