import { scripts } from "widgets:scripts"
import { guard, listen } from "../borrowed.js"
import { fragmentOf } from "./fragmentOf.js"
import { patch } from "./patch.js"
import { stepAside } from "./stepAside.js"
import { theme } from "./theme.js"

/**
 * What a widget is made of: its element on the page, markup and styles in a shadow root, and its own script.
 */
export function createBody() {
  const host = document.createElement("notesik-widget")
  const root = host.attachShadow({ mode: "open" })
  /** @type {Node} the markup as the server last gave it */
  let given = fragmentOf("")
  /** @type {(() => void) | undefined} takes back what its script has done */
  let undo
  const stop = guard(() => {
    const last = undo
    undo = undefined
    last?.()
  })
  // A picture that cannot be had leaves its reserved place calm, without the browser's broken-picture sign.
  for (const name of ["error", "load"]) {
    listen(root, name, ({ target }) => target.toggleAttribute("data-notesik-absent", name === "error"), true)
  }

  return {
    host,
    root,
    dialog: () => root.querySelector("dialog"),
    /** @param {import("../types.js").Dressed} widget */
    fill({ html, sheet }) {
      root.adoptedStyleSheets = [sheet, theme]
      const next = fragmentOf(html)
      const copy = next.cloneNode(true)
      patch(root, given, next)
      given = copy
    },
    /**
     * Its script; a widget that has none does what all do that may lie over the page.
     *
     * @param {string} name
     * @param {any} abilities
     */
    start: guard((name, abilities) => {
      stop()
      undo = (scripts[name] ?? stepAside)({ root, ...abilities })
    }),
    stop,
  }
}
