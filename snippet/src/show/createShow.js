import { guard } from "../core/guard.js"
import { listen } from "../core/listen.js"
import { createBody } from "./createBody.js"
import { createHeldOut } from "./createHeldOut.js"
import { createModalTurn } from "./createModalTurn.js"
import { createUse } from "./createUse.js"
import { createWidget } from "./createWidget.js"
import { dress } from "./dress.js"
import { pause } from "./pause.js"
import { scrollDepth } from "./scrollDepth.js"
import { theme } from "./theme.js"

const IMPRESSIONS = ["Widget Viewed", "Message Read"]

/**
 * Keeps the page as the server's last answer says: what is the same stays, what has changed is changed in place, what
 * is gone goes.
 *
 * @param {any} given base, store, tab, session, place, on, track, post
 */
export function createShow(given) {
  /** @typedef {import("../types.js").Widget} Widget */
  /** @type {Map<string, ReturnType<typeof createWidget | typeof createHeldOut> & {page: number}>} by campaign */
  const present = new Map()
  /** @type {Set<string>} campaigns that the visitor has done with on this page */
  const gone = new Set()
  const core = { ...given, use: createUse(given.session) }
  const turn = createModalTurn(core.store)
  /** @type {ReturnType<typeof createBody> | undefined} */
  let overlay
  let page = 0
  let themed = ""
  /** @type {any} the last one; what an earlier one has not brought onto the page yet, it does not any more */
  let latest

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

  /** Shows an owner, in a corner, what the server tells of this page to who has followed their link. */
  const explain = guard(async (/** @type {any} */ debug) => {
    const { host, fill } = (overlay ??= createBody())
    fill(await dress(core.base, debug))
    if (!host.isConnected) document.documentElement.append(host) // frameworks may replace what is in the body
  })

  const show = guard((/** @type {import("../types.js").Dressed} */ widget, /** @type {number} */ askedMs) => {
    const { campaign } = widget
    const there = present.get(campaign)
    if (!there) {
      const onGone = () => {
        present.delete(campaign)
        gone.add(campaign)
      }
      const made =
        widget.variant === "holdout" ? createHeldOut(core, widget) : createWidget(core, turn, widget, askedMs, onGone)
      present.set(campaign, Object.assign(made, { page }))
    } else if (there.isSame(widget)) {
      there.update(widget, askedMs, there.page !== page)
      there.page = page
    }
  })

  return {
    onScreen: () => [...present].filter(([, widget]) => widget.isShown()).map(([campaign]) => campaign),
    /**
     * Shows it now, if the last answer has it, as if its trigger had fired.
     *
     * @param {string} campaign
     */
    show(campaign) {
      const widget = /** @type {any} */ (present.get(campaign))
      if (!widget?.fire) return { shown: false, reason: widget ? "holdout" : gone.has(campaign) ? "closed" : "not_chosen" }
      if (!widget.isShown()) widget.fire()
      const shown = widget.isShown()
      return { shown, reason: shown ? "shown" : "waiting" }
    },
    /**
     * @param {string} campaign
     * @returns {boolean} whether it was there
     */
    hide(campaign) {
      const widget = /** @type {any} */ (present.get(campaign))
      const wasShown = !!widget?.isShown()
      widget?.close?.()
      return wasShown
    },
    /** Puts back what the page has thrown out, as pages that are built by scripts do in their first moments. */
    mend: () => present.forEach((widget) => guard(widget.mend)()),
    /**
     * @param {{widgets: Widget[], theme?: string, debug?: any}} answer what follows a signed link has `debug`
     * @param {number} pageNumber
     * @param {number} askedMs
     */
    update: guard(async (answer, pageNumber, askedMs) => {
      const { widgets, theme: css = "" } = answer
      if (!Array.isArray(widgets)) return
      latest = answer
      if (answer.debug) explain(answer.debug)
      if (page !== pageNumber) gone.clear()
      page = pageNumber
      if (css !== themed) theme.replaceSync((themed = css))
      const wanted = widgets.filter((each) => each?.campaign && each.placement && !gone.has(each.campaign))
      const dressed = wanted.map((each) => dress(core.base, each).catch(() => {})) // the next answer tries again

      for (const [campaign, widget] of present) {
        const next = wanted.find((each) => each.campaign === campaign)
        if (!(next && widget.isSame(next)) && guard(widget.remove)() !== false) present.delete(campaign)
      }
      for (const each of dressed) {
        const widget = await each
        await pause()
        if (latest !== answer) return
        if (widget && !gone.has(widget.campaign)) show(widget, askedMs)
      }
    }),
  }
}
