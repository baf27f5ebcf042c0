import { listen } from "../borrowed.js"

/**
 * What stays in the window moves aside while it would hide what has the keyboard's focus (WCAG 2.2, 2.4.11); Escape
 * closes it. How high the bar at the bottom is, the page's root says to what lies in the corners: 0 as soon as it is gone.
 *
 * @param {{root: ShadowRoot, close: () => void}} widget
 * @returns {(() => void) | undefined} its undo
 */
export function stepAside({ root, close }) {
  const { host } = root
  /** @type {HTMLElement | null} */
  const beside = root.querySelector(".beside")
  if (!beside) return undefined
  const tell = () => document.documentElement.style.setProperty("--notesik-bottom", beside.offsetHeight + "px")
  if (host.matches("[data-placement=bottom]")) new ResizeObserver(tell).observe(beside) // also when it has left the page
  // It returns nothing: `false` would keep the key from what has the focus.
  beside.onkeydown = ({ key }) => {
    if (key === "Escape" && root.querySelector(".cross")) close()
  }
  return listen(window, "focusin", ({ target }) => {
    const { left, right, top, bottom } = target.getBoundingClientRect()
    // Where it rests, whatever moves it: offsets know no transforms. What is out of the window is about to be scrolled in.
    const { offsetTop, offsetLeft, offsetWidth, offsetHeight, classList } = beside
    const isBeneath = beside.matches(".sticky") ? top < offsetHeight : bottom > offsetTop
    classList.toggle("aside", isBeneath && right > offsetLeft && left < offsetLeft + offsetWidth && target !== host)
  })
}
