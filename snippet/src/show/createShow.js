import { guard } from "../core/guard.js"
import { createModalTurn } from "./createModalTurn.js"
import { createWidget } from "./createWidget.js"

/**
 * Keeps the page as the server's last answer says: what is the same stays, what has changed is changed in place, what
 * is gone goes.
 *
 * @param {any} core base, store, track, post, place
 */
export function createShow(core) {
  /** @typedef {import("../types.js").Widget} Widget */
  /** @type {Map<string, ReturnType<typeof createWidget>>} by campaign */
  const present = new Map()
  /** @type {Set<string>} campaigns that the visitor has done with on this page */
  const gone = new Set()
  const turn = createModalTurn(core.store)
  let page = 0

  return {
    onScreen: () => [...present].filter(([, widget]) => widget.isShown()).map(([campaign]) => campaign),
    /** Puts back what the page has thrown out, as pages that are built by scripts do in their first moments. */
    mend: () => present.forEach((widget) => guard(widget.mend)()),
    /**
     * @param {Widget[]} widgets
     * @param {number} pageNumber
     * @param {number} askedMs
     */
    update(widgets, pageNumber, askedMs) {
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
    },
  }
}
