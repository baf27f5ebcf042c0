/** A text of JSON, which stays; or what shops and their systems put beside it: comments, CDATA, commas too many. */
const TEXT_OR_NOISE = /("(?:\\.|[^"\\])*")|\/\*[^]*?\*\/|\/\/.*|<!--|-->|<!\[CDATA\[|]]>|,(?=\s*[}\]])/g

/**
 * JSON-LD as pages have it, with comments around it and line breaks inside its texts.
 *
 * @param {string} text
 * @returns {any}
 */
export function parseJsonLd(text) {
  // eslint-disable-next-line no-control-regex
  return JSON.parse(text.replace(TEXT_OR_NOISE, "$1").replace(/[\0-\x1f]/g, " "))
}
