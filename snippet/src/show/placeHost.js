import { targetOf } from "./targetOf.js"

/**
 * @typedef {(host: Element, target: Element) => (() => void) | void} Placing undo = makes the page whole again
 */

/**
 * Hidden, not removed: the nodes belong to the shop's own scripts, which may hold on to them.
 *
 * @param {Element[]} elements
 */
const hide = (elements) => {
  const shown = elements.map((element) => {
    const { style } = /** @type {HTMLElement} */ (element)
    const before = [style?.getPropertyValue("display"), style?.getPropertyPriority("display")]
    style?.setProperty("display", "none", "important")
    return () => style?.setProperty("display", before[0], before[1])
  })
  return () => shown.forEach((undo) => undo())
}

/** @type {Record<string, Placing>} */
const POSITIONS = {
  before: (host, target) => target.before(host),
  after: (host, target) => target.after(host),
  prepend: (host, target) => target.prepend(host),
  append: (host, target) => target.append(host),
  replace: (host, target) => {
    target.before(host)
    return hide([target])
  },
}

/** @type {Placing} */
const fill = (host, slot) => {
  const undo = hide([...slot.children].filter(({ localName }) => localName !== host.localName))
  slot.append(host)
  slot.removeAttribute("data-notesik-hide")
  return undo
}

/** @type {Placing} */
const append = (host, target) => target.append(host)

/** @type {Record<string, Placing>} */
const PLACES = {
  top: (host, target) => (target === document.body ? target.prepend(host) : fill(host, target)),
  bottom: append,
  modal: append,
  corner: append,
  page: (host) => document.head.append(host), // shows nothing of its own
  slot: fill,
}

/**
 * @param {Element} host
 * @param {import("../types.js").Widget["placement"]} placement
 * @returns {(() => void) | undefined} takes the host away and restores what it replaced; undefined when its place is
 *   not on the page (yet)
 */
export function placeHost(host, placement) {
  const { type, position = "append" } = placement
  const target = targetOf(placement)
  if (!target) return undefined
  const undo = (type === "selector" ? POSITIONS[position] : PLACES[type])(host, target)
  return () => {
    host.remove()
    undo?.()
  }
}
