/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string | undefined)[]} children texts stand as texts; what is undefined is left out
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== undefined)))
  return made
}
