import { targetOf } from "./targetOf.js"

/** @type {Record<string, string>} what to do with the host at its target; elsewhere it is appended */
const WAYS = { before: "before", after: "after", prepend: "prepend", replace: "before", top: "prepend" }

/**
 * Hidden, not removed: the nodes belong to the shop's own scripts, which may hold on to them.
 *
 * @param {any} element
 * @returns {() => void} shows it as before
 */
const hide = ({ style }) => {
  const { display } = style
  style.setProperty("display", "none", "important")
  return () => (style.display = display)
}

/**
 * @param {Element} host
 * @param {import("../types.js").Widget["placement"]} placement
 * @returns {(() => void) | undefined} takes the host away and restores what it replaced; undefined when its place is
 *   not on the page (yet)
 */
export function placeHost(host, placement) {
  const { type, position = type } = placement
  /** @type {any} */
  const target = targetOf(placement)
  if (!target) return undefined
  const isSlot = type !== "selector" && target.dataset.notesikSlot
  const others = isSlot ? [...target.children].filter(({ localName }) => localName !== host.localName) : []
  const undos = (position === "replace" ? [target] : others).map(hide)
  target[(!isSlot && WAYS[position]) || "append"](host)
  target.removeAttribute("data-notesik-hide")
  return () => {
    host.remove()
    undos.forEach((undo) => undo())
  }
}
