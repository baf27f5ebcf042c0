import { fragmentOf } from "./fragmentOf.js"

/**
 * What a widget's script may ask for.
 *
 * @param {any} core
 * @param {ShadowRoot} root
 * @returns {(name: string, details?: any) => Promise<any>} rejects when it cannot be had
 */
export function createActs({ track, post, place, session }, root) {
  /** @type {Record<string, (details: any) => any>} */
  const acts = {
    "open-inbox": async () => {
      track("Inbox Opened", {})
      const { answer } = await post("v1/inbox", place())
      const { html, styles = "", unread = 0 } = answer
      const fragment = fragmentOf(html)
      return { fragment, html: fragment, styles, unread }
    },
    "read-message": ({ campaign }) => {
      const message = /** @type {HTMLElement | null} */ (root.querySelector(`[data-notesik-campaign="${CSS.escape(campaign)}"]`))
      track("Message Read", { campaign, variant: message?.dataset.notesikVariant, page_id: session.page_id })
    },
  }
  return async (name, details) => acts[name](details)
}
