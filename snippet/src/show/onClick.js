import { listen } from "../core/listen.js"
import { onceDone } from "./onceDone.js"

/** @type {import("./startTrigger.js").Start} fires after a click on what the selector finds, also in open shadow trees */
export const onClick = ({ selector = "" }, fire, { session }) =>
  onceDone(session, `click ${selector}`, fire, (onDone) =>
    listen(document, "click", (event) => event.composedPath().some((/** @type {any} */ node) => node.matches?.(selector)) && onDone(), {
      capture: true,
    }),
  )
