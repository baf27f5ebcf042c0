import { guard } from "../core/guard.js"
import { listen } from "../core/listen.js"
import { createModalTurn } from "./createModalTurn.js"
import { createUse } from "./createUse.js"
import { createWidget } from "./createWidget.js"
import { scrollDepth } from "./scrollDepth.js"

const IMPRESSIONS = ["Widget Viewed", "Message Read"]

/**
 * Keeps the page as the server's last answer says: what is the same stays, what has changed is changed in place, what
 * is gone goes.
 *
 * @param {any} given base, store, tab, session, place, on, track, post
 */
export function createShow(given) {
  /** @typedef {import("../types.js").Widget} Widget */
  /** @type {Map<string, ReturnType<typeof createWidget>>} by campaign */
  const present = new Map()
  /** @type {Set<string>} campaigns that the visitor has done with on this page */
  const gone = new Set()
  const core = { ...given, use: createUse(given.session) }
  const turn = createModalTurn(core.store)
  /** @type {Promise<any> | undefined} */
  let debugging
  let page = 0

  core.on("event", (/** @type {any} */ { event, properties }) => {
    const { viewed } = core.session
    if (IMPRESSIONS.includes(event) && !viewed.includes(properties.campaign)) viewed.push(properties.campaign)
  })
  listen(
    document,
    "scroll",
    () => {
      const state = core.session.state()
      state.depth = Math.max(state.depth ?? 0, scrollDepth())
    },
    { passive: true },
  )

  const explain = guard(async (/** @type {any} */ answer) => {
    debugging ??= import(core.base + DEBUG).then((part) => part.createDebug(core))
    ;(await debugging).update(answer)
  })

  return {
    onScreen: () => [...present].filter(([, widget]) => widget.isShown()).map(([campaign]) => campaign),
    /** Puts back what the page has thrown out, as pages that are built by scripts do in their first moments. */
    mend: () => present.forEach((widget) => guard(widget.mend)()),
    /**
     * @param {{widgets: Widget[], preview?: any}} answer what follows a signed link has `preview`
     * @param {number} pageNumber
     * @param {number} askedMs
     */
    update(answer, pageNumber, askedMs) {
      const { widgets } = answer
      if (!Array.isArray(widgets)) return
      const isNewPage = page !== pageNumber
      page = pageNumber
      if (isNewPage) gone.clear()
      const wanted = widgets.filter((each) => each?.campaign && each.placement && !gone.has(each.campaign))

      for (const [campaign, widget] of present) {
        const next = wanted.find((each) => each.campaign === campaign)
        if (next && widget.isSame(next)) guard(widget.update)(next, askedMs, isNewPage)
        else if (guard(widget.remove)() !== false) present.delete(campaign)
      }
      for (const widget of wanted) {
        const { campaign } = widget
        if (present.has(campaign)) continue
        const onGone = () => {
          present.delete(campaign)
          gone.add(campaign)
        }
        guard(() => present.set(campaign, createWidget(core, turn, widget, askedMs, onGone)))()
      }
      if (answer.preview) explain(answer)
    },
  }
}
