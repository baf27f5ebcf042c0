/**
 * What this part has from the core, so that it need not come twice. `borrow` comes before all else here.
 *
 * @type {typeof import("./core/guard.js").guard}
 */
export let guard
/** @type {typeof import("./core/later.js").later} */
export let later
/** @type {typeof import("./core/listen.js").listen} */
export let listen

/** @param {{guard: typeof guard, later: typeof later, listen: typeof listen}} core */
export function borrow(core) {
  ;({ guard, later, listen } = core)
}
