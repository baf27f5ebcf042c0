import { listen } from "../borrowed.js"

const SCROLLED_PX = 300
const FAST_PX = 200
const WITHIN_MS = 250

/** @param {() => void} fire */
const onPointerOut = (fire) =>
  listen(document, "mouseout", ({ relatedTarget, clientY }) => {
    if (!relatedTarget && clientY <= 0) fire()
  })

/**
 * Without a pointer that could leave: a quick way back up (to the address bar), or another app and back.
 *
 * @param {() => void} fire
 */
const onTurningAway = (fire) => {
  let fromPx = scrollY
  let sinceMs = 0
  const stops = [
    listen(document, "scroll", ({ timeStamp }) => {
      if (timeStamp - sinceMs > WITHIN_MS || scrollY > fromPx) {
        fromPx = scrollY
        sinceMs = timeStamp
      }
      if (fromPx > SCROLLED_PX && fromPx - scrollY > FAST_PX) fire()
    }),
    listen(document, "visibilitychange", () => document.hidden || fire()),
  ]
  return () => stops.forEach((stop) => stop())
}

/**
 * @param {() => void} fire may be called more than once
 * @returns {() => void} stops it
 */
export const onExitIntent = (fire) => (matchMedia("(hover: none)").matches ? onTurningAway : onPointerOut)(fire)
