/** @type {Record<string, boolean>} */
const GRANTED = { granted: true, denied: false }

/**
 * Google Consent Mode: `gtag("consent", "default" | "update", {analytics_storage: "granted" | "denied", …})`.
 *
 * @param {any} entry of the dataLayer
 * @returns {import("../types.js").Signal | undefined}
 */
export function readConsent(entry) {
  if (entry?.[0] !== "consent" || !["default", "update"].includes(entry[1])) return undefined
  const { analytics_storage, personalization_storage, wait_for_update } = entry[2] ?? {}
  return {
    isDefault: entry[1] === "default",
    waitMs: wait_for_update,
    analytics: GRANTED[analytics_storage],
    personalization: GRANTED[personalization_storage],
  }
}
