import { guard } from "../core/guard.js"
import { startTrigger } from "./startTrigger.js"
import { targetOf } from "./targetOf.js"
import { watchSeen } from "./watchSeen.js"
import { whenPlaced } from "./whenPlaced.js"

/**
 * A campaign that the visitor is held out from: waits for its trigger and its place as a widget does, and tells when it
 * would have been seen. Nothing of it comes onto the page.
 *
 * @param {any} core
 * @param {import("../types.js").Widget} heldOut
 */
export function createHeldOut(core, { campaign, variant, placement, trigger }) {
  let isViewed = false
  let stopTrigger = () => {}
  /** @type {(() => void) | undefined} */
  let unplace

  /** What stands there instead may have hidden the place. */
  const watch = () => {
    const target = targetOf(placement)
    const other = target?.previousElementSibling
    const seen = other?.localName === "notesik-widget" ? other : target
    return (
      seen &&
      watchSeen(seen, () => {
        isViewed = true
        core.track("Widget Viewed", { campaign, variant, page_id: core.session.page_id })
      })
    )
  }

  const leave = () => {
    stopTrigger()
    unplace?.()
    unplace = undefined
  }

  const wait = () => {
    leave()
    isViewed = false
    stopTrigger = startTrigger(trigger, guard(() => (unplace ??= whenPlaced(watch, () => {}))), core)
  }

  wait()
  return {
    mend: () => false,
    isShown: () => isViewed,
    /** @param {import("../types.js").Widget} next */
    isSame: (next) => next.variant === variant && JSON.stringify(next.placement) === JSON.stringify(placement),
    /**
     * @param {import("../types.js").Widget} _next
     * @param {number} _nextAskedMs
     * @param {boolean} isNewPage
     */
    update(_next, _nextAskedMs, isNewPage) {
      if (isNewPage) wait()
    },
    remove() {
      leave()
      return true
    },
  }
}
