import { waitUntil } from "./waitUntil.js"

/** @type {import("./startTrigger.js").Start} fires so long after the session began */
export const onDelay = ({ seconds = 0 }, fire, { session }) =>
  waitUntil(() => session.state().start + seconds * 1000 - Date.now(), fire)
