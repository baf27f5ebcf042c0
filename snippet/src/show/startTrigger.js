import { later } from "../core/later.js"
import { onExitIntent } from "./onExitIntent.js"
import { onScrollDepth } from "./onScrollDepth.js"

/** @typedef {import("../types.js").Widget["trigger"]} Trigger */

/** @type {Record<string, (trigger: Trigger, fire: () => void) => (() => void) | void>} */
const TRIGGERS = {
  immediate: (_, fire) => fire(),
  delay: ({ seconds = 0 }, fire) => later(fire, seconds * 1000),
  scroll: ({ percent = 0 }, fire) => onScrollDepth(percent, fire),
  exit_intent: (_, fire) => onExitIntent(fire),
}

/**
 * @param {Trigger | undefined} trigger
 * @param {() => void} fire is called when it is time; exit intent may call it again
 * @returns {() => void} stops it
 */
export function startTrigger(trigger, fire) {
  return (TRIGGERS[trigger?.type ?? "immediate"] ?? TRIGGERS.immediate)(trigger ?? { type: "immediate" }, fire) ?? (() => {})
}
