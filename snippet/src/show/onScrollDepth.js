import { listen } from "../core/listen.js"
import { scrollDepth } from "./scrollDepth.js"

/** @type {import("./startTrigger.js").Start} fires when so much of one of the session's pages has been scrolled */
export const onScrollDepth = ({ percent = 0 }, fire, { session }) => {
  const check = () => {
    if (Math.max(session.state().depth ?? 0, scrollDepth()) < percent) return
    stop()
    fire()
  }
  const stop = listen(document, "scroll", check, { passive: true })
  check()
  return stop
}
