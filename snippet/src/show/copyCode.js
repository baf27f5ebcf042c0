/**
 * Copies the code that stands before the button and says so after both, or selects it where that is not allowed.
 *
 * @param {any} button
 */
export async function copyCode({ previousElementSibling, parentNode, classList }) {
  const said = parentNode.nextElementSibling
  said.textContent = said.dataset.copied
  try {
    await navigator.clipboard.writeText(previousElementSibling.textContent)
    classList.add("copied")
  } catch {
    said.textContent = said.dataset.failed
    getSelection()?.selectAllChildren(previousElementSibling)
  }
}
