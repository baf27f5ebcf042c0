/**
 * A slot that the shop's own style sheet has kept hidden for a moment, by an animation, and that shows its content by
 * now: changing it would flicker, so it stays for this page view.
 *
 * @param {Element} slot
 */
const isTooLate = (slot) =>
  slot.hasAttribute("data-notesik-hide") && getComputedStyle(slot).animationName === "notesik-hide" && !slot.getAnimations().length

/**
 * Where a placement is on the page. What comes at its top goes into a slot of that name, if there is one: so a page may
 * keep room for it.
 *
 * @param {import("../types.js").Widget["placement"]} placement
 * @returns {Element | null} null while the page does not have it
 */
export function targetOf({ type, slot = type, selector = "" }) {
  if (type === "selector") return document.querySelector(selector)
  const reserved = /^(slot|top)$/.test(type) && document.querySelector(`[data-notesik-slot="${CSS.escape(slot)}"]`)
  if (reserved) return isTooLate(reserved) ? null : reserved
  return type === "slot" ? null : document.body
}
