// What is wrong with the widget on the page as it stands, in words: what axe finds, and what axe cannot see.

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

/** Every rule of WCAG 2.2 AA, the size of targets included. */
async function axeFaults() {
  const found = await axe.run(
    { include: [["notesik-widget"]] },
    { runOnly: { type: "tag", values: TAGS }, resultTypes: ["violations"] },
  )
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(" ")}: ${failureSummary}`),
  )
}

/** Texts that are cut off or covered, targets that are too small, whatever is wider than the window or moves. */
function layoutFaults() {
  const { shadowRoot } = document.querySelector("notesik-widget")
  const root = shadowRoot.querySelector("dialog[open]") ?? shadowRoot
  const faults = []
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) faults.push("the page scrolls sideways")
  for (const animation of shadowRoot.getAnimations()) faults.push(`moves: ${animation.animationName}`)

  const crosses = [...root.querySelectorAll(".cross")].filter(isSeen)
  for (const [words, rect, element] of texts(root)) {
    if (isCut(element, rect)) faults.push(`cut off: ${words}`)
    if (!scrollsSideways(element) && (rect.left < -1 || rect.right > width + 1)) faults.push(`out of the window: ${words}`)
    for (const cross of crosses) {
      if (!cross.contains(element) && overlap(rect, cross.getBoundingClientRect())) faults.push(`under the cross: ${words}`)
    }
  }
  for (const target of [...root.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(isSeen)) {
    const { width, height } = target.getBoundingClientRect()
    const least = target.matches(".cross, .button") ? 44 : 24
    const isInSentence = target.localName === "a" && getComputedStyle(target).display === "inline"
    if (!isInSentence && !target.closest("label") && (height < least - 0.5 || width < least - 0.5)) {
      faults.push(`too small, ${Math.round(width)} × ${Math.round(height)}: ${target.ariaLabel ?? target.textContent.trim()}`)
    }
  }
  return [...new Set(faults)]
}

const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })

/** Each line of each text that is to be seen. */
function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (!data.trim() || !isSeen(parentElement) || parentElement.closest(".unseen, option, progress")) continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    for (const rect of range.getClientRects()) yield [data.trim().slice(0, 40), rect, parentElement]
  }
}

/** By a box that hides what does not fit; names of products end in an ellipsis on purpose. */
function isCut(element, rect) {
  for (let box = element; box; box = box.parentElement) {
    const { overflowX, overflowY, display } = getComputedStyle(box)
    const { left, right, top, bottom } = box.getBoundingClientRect()
    const isClamped = display === "flow-root" || display.includes("-webkit-box")
    if (isHiding(overflowX) && (rect.left < left - 1 || rect.right > right + 1)) return true
    if (isHiding(overflowY) && !isClamped && (rect.top < top - 3 || rect.bottom > bottom + 3)) return true
    if ([overflowX, overflowY].some((overflow) => ["auto", "scroll"].includes(overflow))) return false
  }
  return false
}

const isHiding = (overflow) => ["hidden", "clip"].includes(overflow)

function scrollsSideways(element) {
  for (let box = element; box; box = box.parentElement) {
    if (["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth) return true
  }
  return false
}

const overlap = (a, b) => a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 1 && a.bottom > b.top + 1

/** Where the lines of these texts stand, once their letters are gone. */
function linesWithoutTheirLetters(selector) {
  const { shadowRoot } = document.querySelector("notesik-widget")
  for (const element of shadowRoot.querySelectorAll(selector)) element.style.color = "transparent"
  return [...texts(shadowRoot)]
    .filter(([, , element]) => element.matches(selector))
    .map(([words, { x, y, width, height }]) => [words, { x, y, width, height }])
}

/** The lightest there is behind each line of the widget's texts, from a picture of the page without them. */
async function lightestBehind(picture, lines) {
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob())
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const drawing = canvas.getContext("2d")
  drawing.drawImage(bitmap, 0, 0)
  return lines.map(([words, { x, y, width, height }]) => {
    const { data } = drawing.getImageData(x, y, width, height)
    let lightest = 0
    for (let at = 0; at < data.length; at += 4) lightest = Math.max(lightest, luminance(data.slice(at, at + 3)))
    return [words, lightest]
  })
}

/** Relative, as WCAG 2.2 defines it. */
function luminance(colour) {
  const [red, green, blue] = [...colour].map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
