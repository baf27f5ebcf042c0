import { loadSheet } from "./loadSheet.js"

/**
 * Fetches what a widget needs before it is shown: its styles, and its script if it has one. Without its script it still
 * shows, clicks and closes.
 *
 * @param {string} base where the parts are
 * @param {import("../types.js").Widget} widget
 * @returns {Promise<import("../types.js").Dressed>} rejects when its styles cannot be had
 */
export async function dress(base, widget) {
  const name = SCRIPTS[widget.widget]
  const script = name && import(base + name).catch(() => {})
  const sheet = await loadSheet(base, widget.styles)
  return { ...widget, sheet, start: (await script)?.default }
}
