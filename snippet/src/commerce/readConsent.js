/** @type {Record<string, "analytics" | "personalization">} */
const PURPOSES = { analytics_storage: "analytics", personalization_storage: "personalization" }

/**
 * Google Consent Mode: `gtag("consent", "default" | "update", {analytics_storage: "granted" | "denied", …})`.
 *
 * @param {any} entry of the dataLayer
 * @returns {(import("../types.js").Consent & {isDefault: boolean}) | undefined}
 */
export function readConsent(entry) {
  if (entry?.[0] !== "consent" || !["default", "update"].includes(entry[1])) return undefined
  /** @type {import("../types.js").Consent & {isDefault: boolean}} */
  const consent = { isDefault: entry[1] === "default" }
  for (const [name, purpose] of Object.entries(PURPOSES)) {
    const value = entry[2]?.[name]
    if (value === "granted" || value === "denied") consent[purpose] = value === "granted"
  }
  return consent
}
