/**
 * Shapes that several files speak of.
 *
 * @typedef {object} Message a message of the Segment specification
 * @property {"page" | "track" | "identify"} type
 * @property {string} messageId
 * @property {string} timestamp
 * @property {string} originalTimestamp
 * @property {string} anonymousId
 * @property {string} [userId]
 * @property {string} [event]
 * @property {string} [name]
 * @property {Record<string, any>} [properties]
 * @property {Record<string, any>} [traits]
 * @property {Record<string, any>} context
 *
 * @typedef {object} Consent undefined = the page has not said
 * @property {boolean} [analytics]
 * @property {boolean} [personalization]
 *
 * @typedef {object} Product names of the Segment e-commerce specification
 * @property {string} product_id
 * @property {string} [name]
 * @property {number | string} [price]
 * @property {string} [currency]
 * @property {string} [brand]
 * @property {string} [category] `A > B > C`
 * @property {string} [image_url]
 * @property {string} [url]
 *
 * @typedef {object} Widget one of the server's answer
 * @property {string} campaign
 * @property {string} variant
 * @property {string} widget
 * @property {{type: string, slot?: string, selector?: string, position?: string}} placement
 * @property {{type: string, seconds?: number, percent?: number}} trigger
 * @property {string} html
 * @property {string} styles
 */
export {}
