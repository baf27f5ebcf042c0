/** @type {import("../types.js").Consent} */
export const DENIED = { analytics: false, personalization: false }
