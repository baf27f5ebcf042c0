import { later } from "../core/later.js"

/** @type {import("./startTrigger.js").Start} fires when the session's pages were in sight and used for so long */
export const onActiveTime = ({ seconds = 0 }, fire, { use }) => {
  let cancel = () => {}
  const check = () => {
    cancel()
    const leftMs = seconds * 1000 - use.activeMs()
    if (!(leftMs > 0)) {
      stop()
      fire()
    } else if (use.isUsed()) cancel = later(check, leftMs)
  }
  const stop = use.onUse(check)
  check()
  return () => {
    cancel()
    stop()
  }
}
