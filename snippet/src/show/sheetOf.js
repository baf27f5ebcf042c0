/**
 * Constructed style sheets need no `unsafe-inline`.
 *
 * @param {string} css
 * @returns {CSSStyleSheet}
 */
export function sheetOf(css) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}
