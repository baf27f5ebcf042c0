/**
 * Shapes that several files speak of.
 *
 * @typedef {object} Message a message of the Segment specification
 * @property {"page" | "track" | "identify"} type
 * @property {string} messageId
 * @property {string} timestamp
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
 * @typedef {object} Signal what the page says of consent, now
 * @property {boolean} [isDefault] it holds until there is a choice
 * @property {any} [waitMs] how long to wait for a choice, if that is a number
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
 * @typedef {object} Session what adds up over the pages of a tab
 * @property {number} start when it began, in Unix milliseconds
 * @property {number} last when something happened last, in Unix milliseconds
 * @property {number} [depth] how far the deepest of its pages was scrolled, in per cent
 * @property {number} [active] how long its pages were in sight and used, in milliseconds
 * @property {Record<string, 1>} done what has happened: `event NAME`, `click SELECTOR`, `element_seen SELECTOR`
 *
 * @typedef {object} Widget one of the server's answer
 * @property {string} campaign
 * @property {string} variant
 * @property {string} widget
 * @property {{type: string, slot?: string, selector?: string, position?: string}} placement
 * @property {{type: string, seconds?: number, percent?: number, selector?: string, name?: string}} trigger
 * @property {string} html
 * @property {string} styles the name of its style file
 *
 * @typedef {Widget & {sheet: CSSStyleSheet, start?: (abilities: any) => (() => void) | void}} Dressed one whose styles are there, and
 *   its script
 */
export {}
