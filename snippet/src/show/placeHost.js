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

/** @type {Record<string, Placing>} */
const PLACES = {
  top: (host) => document.body.prepend(host),
  bottom: (host) => document.body.append(host),
  modal: (host) => document.body.append(host),
  corner: (host) => document.body.append(host),
  slot: (host, target) => {
    const undo = hide([...target.children].filter(({ localName }) => localName !== host.localName))
    target.append(host)
    return undo
  },
}

/**
 * @param {Element} host
 * @param {import("../types.js").Widget["placement"]} placement
 * @returns {(() => void) | undefined} takes the host away and restores what it replaced; undefined when its place is
 *   not on the page (yet)
 */
export function placeHost(host, placement) {
  const { type, slot = "", selector = "", position = "append" } = placement
  const target = { slot: `[data-notesik-slot="${CSS.escape(slot)}"]`, selector }[type] ?? "body"
  const element = document.querySelector(target)
  if (!element) return undefined
  const undo = (type === "selector" ? POSITIONS[position] : PLACES[type])(host, element)
  return () => {
    host.remove()
    undo?.()
  }
}
