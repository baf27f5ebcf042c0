import { scripts } from "widgets:scripts"
import { loadSheet } from "./loadSheet.js"

/**
 * Fetches what a widget needs before it is shown, its styles, and finds its script if it has one.
 *
 * @param {string} base where the parts are
 * @param {import("../types.js").Widget} widget
 * @returns {Promise<import("../types.js").Dressed>} rejects when its styles cannot be had
 */
export async function dress(base, widget) {
  return { ...widget, sheet: await loadSheet(base, widget.styles), start: scripts[widget.widget] }
}
