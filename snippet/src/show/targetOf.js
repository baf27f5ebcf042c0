/**
 * A slot that the shop's own style sheet has kept hidden for a moment, by an animation, and that shows its content by
 * now: changing it would flicker, so it stays for this page view.
 *
 * @param {Element} slot
 */
const isTooLate = (slot) => getComputedStyle(slot).animationName === "notesik-hide" && !slot.getAnimations().length

/**
 * Where a placement is on the page. What comes at its top goes into a slot of that name, if there is one: so a page may
 * keep room for it.
 *
 * @param {import("../types.js").Widget["placement"]} placement
 * @returns {Element | null} null while the page does not have it
 */
export function targetOf({ type, slot = type, selector = `[data-notesik-slot="${CSS.escape(slot)}"]` }) {
  const found = /^(slot|top|selector)$/.test(type) && document.querySelector(selector)
  if (found) return isTooLate(found) ? null : found
  if (type === "page") return document.head // it shows nothing of its own
  return /^s/.test(type) ? null : document.body
}
