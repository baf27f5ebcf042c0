import { guard } from "../core/guard.js"
import { listen } from "../core/listen.js"
import { fragmentOf } from "./fragmentOf.js"
import { patch } from "./patch.js"
import { theme } from "./theme.js"

/**
 * What a widget is made of: its element on the page, markup and styles in a shadow root, and its own script.
 *
 * @param {string} base where the parts are
 */
export function createBody(base) {
  const host = document.createElement("notesik-widget")
  const root = host.attachShadow({ mode: "open" })
  /** @type {Node} the markup as the server last gave it */
  let given = fragmentOf("")
  let unscript = () => {}
  // A picture that cannot be had leaves its reserved place calm, without the browser's broken-picture sign.
  for (const [event, isAbsent] of /** @type {const} */ ([["error", true], ["load", false]])) {
    listen(root, event, ({ target }) => target.toggleAttribute("data-notesik-absent", isAbsent), { capture: true })
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
     * Its script, if it has one; without it the widget still shows, clicks and closes.
     *
     * @param {{widget: import("../types.js").Widget}} abilities
     */
    start: guard(async (abilities) => {
      unscript()
      unscript = () => {}
      const path = SCRIPTS[abilities.widget.widget]
      if (!path) return
      const { default: start } = await import(base + path)
      if (!host.isConnected) return
      const undo = start({ root, ...abilities })
      unscript = guard(() => undo?.())
    }),
    stop: () => unscript(),
  }
}
