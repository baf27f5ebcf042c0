/** The part that shows widgets, with all of their scripts; the core loads it when there first is something to show. */
export { takePreview } from "./debug/takePreview.js"
export { createShow } from "./show/createShow.js"
