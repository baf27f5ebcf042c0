/**
 * Brings what changed between two answers of the server onto the page, and touches nothing else: focus, scroll and
 * what a widget's script or the visitor has done meanwhile stay.
 *
 * @param {any} live what is on the page; it came from `before`
 * @param {any} before
 * @param {any} after is used up
 */
export function patch(live, before, after) {
  if (before.isEqualNode(after)) return
  live.nodeValue = after.nodeValue // of texts and comments; the others have none
  for (const { name } of [...(before.attributes ?? []), ...(after.attributes ?? [])]) {
    const value = after.getAttribute(name)
    if (value === before.getAttribute(name)) continue
    if (value === null) live.removeAttribute(name)
    else live.setAttribute(name, value)
  }
  const kinds = kindsIn(after)
  if (kindsIn(live) !== kinds || kindsIn(before) !== kinds) live.replaceChildren(...after.childNodes)
  else [...live.childNodes].forEach((node, index) => patch(node, before.childNodes[index], after.childNodes[index]))
}

/** @param {Node} parent */
const kindsIn = (parent) => [...parent.childNodes].map(({ nodeName }) => nodeName).join()
