/**
 * Brings what changed between two answers of the server onto the page, and touches nothing else: focus, scroll and
 * what a widget's script or the visitor has done meanwhile stay.
 *
 * @param {Node} live what is on the page; it came from `before`
 * @param {Node} before
 * @param {Node} after is used up
 */
export function patch(live, before, after) {
  if (before.isEqualNode(after)) return
  if (live instanceof Element && before instanceof Element && after instanceof Element) patchAttributes(live, before, after)
  const olds = [...live.childNodes]
  const news = [...after.childNodes]
  const isAlike = olds.length === news.length && olds.every((old, index) => isSameKind(old, before.childNodes[index], news[index]))
  if (!isAlike) return /** @type {Element} */ (live).replaceChildren(...news)
  olds.forEach((old, index) => {
    const was = before.childNodes[index]
    if (old instanceof CharacterData && was.nodeValue !== news[index].nodeValue) old.nodeValue = news[index].nodeValue
    else patch(old, was, news[index])
  })
}

/** @param {(Node | undefined)[]} nodes */
const isSameKind = (...nodes) => nodes.every((node) => node?.nodeName === nodes[0]?.nodeName)

/**
 * @param {Element} live
 * @param {Element} before
 * @param {Element} after
 */
function patchAttributes(live, before, after) {
  for (const name of new Set([...before.getAttributeNames(), ...after.getAttributeNames()])) {
    const value = after.getAttribute(name)
    if (value === before.getAttribute(name)) continue
    if (value === null) live.removeAttribute(name)
    else live.setAttribute(name, value)
  }
}
