const LASTS_MS = 8000

let timer = 0

/** Shows a calm note at the edge of the page, for some seconds, longer while the pointer or the focus is on it. */
export function notice(...content) {
  const place = document.querySelector("[data-notice]")
  const hide = () => {
    if (place.matches(":hover, :focus-within")) timer = setTimeout(hide, LASTS_MS)
    else place.hidden = true
  }
  clearTimeout(timer)
  place.replaceChildren(...content)
  place.hidden = false
  place.querySelector(".notice-close")?.addEventListener("click", () => (place.hidden = true))
  timer = setTimeout(hide, LASTS_MS)
}
