import { fragmentOf } from "./fragmentOf.js"
import { loadSheet } from "./loadSheet.js"
import { theme } from "./theme.js"

/**
 * What a widget's script may ask for.
 *
 * @param {any} core
 * @param {ShadowRoot} root
 * @returns {(name: string, details?: any) => Promise<any>} rejects when it cannot be had
 */
export function createActs({ base, track, post, place, session, forget }, root) {
  /** @param {string} path */
  const asked = async (path) => {
    const reply = await post(path, place())
    if (reply.status !== 200) throw new Error(path)
    return reply
  }

  /** @type {Record<string, (details: any) => any>} */
  const acts = {
    "open-inbox": async () => {
      track("Inbox Opened", {})
      const { answer } = await post("inbox", place())
      const sheet = await loadSheet(base, answer.styles)
      const own = root.adoptedStyleSheets.filter((each) => each !== theme)
      root.adoptedStyleSheets = [...new Set([...own, sheet]), theme]
      return { html: fragmentOf(answer.html) }
    },
    "my-data": async () => (await asked("my-data")).answer,
    erase: async () => {
      await asked("my-data/erase")
      forget()
    },
    "read-message": ({ campaign }) => {
      const message = /** @type {HTMLElement | null} */ (root.querySelector(`[data-notesik-campaign="${CSS.escape(campaign)}"]`))
      track("Message Read", { campaign, variant: message?.dataset.notesikVariant, page_id: session.page_id })
    },
  }
  return async (name, details) => acts[name](details)
}
