const WITHIN_MS = 10_000
/** @type {Record<string, Promise<CSSStyleSheet>>} */
const sheets = {}

/**
 * A style file's sheet. It is fetched once a document; widgets with the same styles share it. Constructed sheets need
 * no `unsafe-inline`.
 *
 * @param {string} base where the parts are
 * @param {string} file its name; empty for no styles
 * @returns {Promise<CSSStyleSheet>} rejects when it cannot be had; then the next call tries again
 */
export function loadSheet(base, file) {
  const load = async () => {
    const sheet = new CSSStyleSheet()
    if (!file) return sheet
    const response = await fetch(base + file, { signal: AbortSignal.timeout?.(WITHIN_MS) })
    if (!response.ok) throw file
    return sheet.replace(await response.text())
  }
  sheets[file] ??= load()
  sheets[file].catch(() => delete sheets[file])
  return sheets[file]
}
