import { onceDone } from "./onceDone.js"

/** @type {import("./startTrigger.js").Start} fires after an event of that name */
export const onEvent = ({ name = "" }, fire, { session, on }) =>
  onceDone(session, `event ${name}`, fire, (onDone) =>
    on("event", (/** @type {{event?: string}} */ { event }) => event === name && onDone()),
  )
