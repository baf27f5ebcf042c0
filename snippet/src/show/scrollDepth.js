/** @returns {number} per cent of what there is to scroll; a page that fits into the window is seen whole */
export function scrollDepth() {
  const { scrollHeight, clientHeight, scrollTop } = /** @type {Element} */ (document.scrollingElement)
  return scrollHeight > clientHeight ? Math.round((scrollTop / (scrollHeight - clientHeight)) * 100) : 100
}
