/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map()

/**
 * Constructed style sheets need no `unsafe-inline`; widgets with the same styles share one.
 *
 * @param {string} css
 * @returns {CSSStyleSheet}
 */
export function sheetOf(css) {
  let sheet = sheets.get(css)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    sheets.set(css, sheet)
  }
  return sheet
}
