import { fragmentOf } from "./fragmentOf.js"
import { loadSheet } from "./loadSheet.js"

/**
 * What a widget's script may ask the server for. Markup comes as nodes, with its styles beside the widget's own.
 *
 * @param {any} core
 * @param {ShadowRoot} root
 * @returns {(path: string) => Promise<any>} rejects with the status of the answer when it cannot be had
 */
export function createAsk({ base, post, place, forget }, root) {
  return async (path) => {
    const { status, answer } = await post(path, place())
    if (status !== 200) throw status
    if (path === "my-data/erase") forget()
    if (!answer?.html) return answer
    const sheet = await loadSheet(base, answer.styles)
    root.adoptedStyleSheets = [...new Set([sheet, ...root.adoptedStyleSheets])]
    return fragmentOf(answer.html)
  }
}
