import { onActiveTime } from "./onActiveTime.js"
import { onClick } from "./onClick.js"
import { onDelay } from "./onDelay.js"
import { onElementSeen } from "./onElementSeen.js"
import { onEvent } from "./onEvent.js"
import { onExitIntent } from "./onExitIntent.js"
import { onInactivity } from "./onInactivity.js"
import { onScrollDepth } from "./onScrollDepth.js"

/**
 * @typedef {import("../types.js").Widget["trigger"]} Trigger
 * @typedef {object} Gathered what a trigger may look at
 * @property {ReturnType<typeof import("../core/createSession.js").createSession>} session
 * @property {ReturnType<typeof import("./createUse.js").createUse>} use
 * @property {ReturnType<typeof import("../core/createBell.js").createBell>["on"]} on
 *
 * @typedef {(trigger: Trigger, fire: () => void, gathered: Gathered) => (() => void) | void} Start its undo = stops it;
 *   it may fire more than once
 */

/** @type {Record<string, Start>} */
const TRIGGERS = {
  immediate: (_, fire) => fire(),
  delay: onDelay,
  active_time: onActiveTime,
  scroll: onScrollDepth,
  exit_intent: (_, fire) => onExitIntent(fire),
  inactivity: onInactivity,
  click: onClick,
  element_seen: onElementSeen,
  event: onEvent,
}

/**
 * @param {Trigger | undefined} trigger
 * @param {() => void} fire is called when it is time
 * @param {Gathered} gathered
 * @returns {() => void} stops it
 */
export function startTrigger(trigger, fire, gathered) {
  const start = TRIGGERS[trigger?.type ?? "immediate"] ?? TRIGGERS.immediate
  return start(trigger ?? { type: "immediate" }, fire, gathered) ?? (() => {})
}
