import { listen } from "../borrowed.js"

/** @type {import("./createTriggers.js").Watch} for a click on what the selector finds, also in open shadow trees */
export const onClick = (selector, onDone) =>
  listen(
    document,
    "click",
    (event) => event.composedPath().some((/** @type {any} */ node) => node.matches?.(selector)) && onDone(),
    true,
  )
