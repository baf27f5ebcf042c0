import { listen } from "../borrowed.js"

/** What is told as a click: what says so, and any link or button that says nothing. */
const CLICKS = ["click", "copy", undefined]

/**
 * @param {ShadowRoot} root
 * @param {Record<string, (element: HTMLElement) => void>} actions by `data-notesik-action`
 * @param {(event: string, facts: Record<string, any>) => void} tell product and address of what was clicked
 */
export function onAction(root, actions, tell) {
  const handle = (/** @type {any} */ { target, button }) => {
    if (button > 1) return // of a mouse, the middle one opens links, too
    const element = target.closest("[data-notesik-action],a[href],button")
    if (!element) return
    const action = element.dataset.notesikAction
    const { notesikCampaign: campaign, notesikVariant: variant } = target.closest("[data-notesik-campaign]")?.dataset ?? {}
    const product_id = element.closest("[data-notesik-product]")?.dataset.notesikProduct
    if (CLICKS.includes(action) && (action || element.href)) {
      tell("Widget Clicked", { ...(campaign && { campaign, variant }), product_id, url: element.href })
    }
    actions[action]?.(element)
  }
  for (const name of ["click", "auxclick"]) listen(root, name, handle)
}
