import { waitUntil } from "./waitUntil.js"

/** @type {import("./startTrigger.js").Start} fires when nothing has been done on the page for so long */
export const onInactivity = ({ seconds = 0 }, fire, { use }) => waitUntil(() => seconds * 1000 - use.idleMs(), fire)
