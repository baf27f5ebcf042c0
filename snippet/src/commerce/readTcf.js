const DECIDED = /^(tcloaded|useractioncomplete)$/

/**
 * IAB TCF 2.2: purpose 1 is storage, 5 and 6 are content that is personalised. Consent counts alone, no legitimate
 * interest. Where the law does not apply, nothing is withheld.
 *
 * @param {any} data of a listener's call: `{eventStatus, gdprApplies, purpose: {consents}}`
 * @returns {import("../types.js").Consent | undefined} undefined = there is no choice yet
 */
export function readTcf({ eventStatus, gdprApplies, purpose }) {
  const isGranted = (/** @type {number} */ id) => gdprApplies === false || purpose?.consents?.[id] === true
  if (gdprApplies !== false && !DECIDED.test(eventStatus)) return undefined
  return { analytics: isGranted(1), personalization: isGranted(5) && isGranted(6) }
}
