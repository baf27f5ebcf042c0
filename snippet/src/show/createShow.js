import { guard } from "../borrowed.js"
import { createBody } from "./createBody.js"
import { createModalTurn } from "./createModalTurn.js"
import { createTriggers } from "./createTriggers.js"
import { createWidget } from "./createWidget.js"
import { loadSheet } from "./loadSheet.js"
import { pause } from "./pause.js"
import { theme } from "./theme.js"

/** @param {import("../types.js").Widget} widget what makes it another one */
const kindOf = ({ variant, placement }) => JSON.stringify([variant, placement])

/**
 * Keeps the page as the server's last answer says: what is the same stays, what has changed is changed in place, what
 * is gone goes.
 *
 * @param {any} given base, store, session, place, on, track, post, forget
 */
export function createShow(given) {
  /** @typedef {import("../types.js").Widget} Widget */
  /** @type {Map<string, ReturnType<typeof createWidget> & {page: number, kind: string}>} by campaign */
  const present = new Map()
  /** @type {Set<string>} campaigns that the visitor has done with on this page */
  const gone = new Set()
  const core = { ...given, ...createTriggers(given), turn: createModalTurn(given.store) }
  /** @type {ReturnType<typeof createBody> | undefined} */
  let overlay
  let page = 0
  /** @type {any} the last one; what an earlier one has not brought onto the page yet, it does not any more */
  let latest

  /**
   * @template {{styles: string}} Part
   * @param {Part} part
   */
  const dress = async (part) => ({ ...part, sheet: await loadSheet(core.base, part.styles) })

  /** Shows an owner, in a corner, what the server tells of this page to who has followed their link. */
  const explain = guard(async (/** @type {any} */ debug) => {
    const { host, fill } = (overlay ??= createBody())
    fill(await dress(debug))
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
      present.set(campaign, { ...createWidget(core, widget, askedMs, onGone), page, kind: kindOf(widget) })
    } else if (there.kind === kindOf(widget)) {
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
      const { isHeldOut, isShown, fire } = present.get(campaign) ?? {}
      if (!fire) return { shown: false, reason: gone.has(campaign) ? "closed" : "not_chosen" }
      if (isHeldOut) return { shown: false, reason: "holdout" }
      if (!isShown()) fire()
      const shown = isShown()
      return { shown, reason: shown ? "shown" : "waiting" }
    },
    /**
     * @param {string} campaign
     * @returns {boolean} whether it was there
     */
    hide(campaign) {
      const widget = present.get(campaign)
      if (!widget || widget.isHeldOut) return false
      const wasShown = widget.isShown()
      widget.close()
      return wasShown
    },
    /** Puts back what the page has thrown out, as pages that are built by scripts do in their first moments. */
    mend: () => present.forEach(({ mend }) => guard(mend)()),
    /**
     * @param {{widgets: Widget[], theme?: string, debug?: any}} answer what follows a signed link has `debug`
     * @param {number} pageNumber
     * @param {number} [askedMs] undefined = all has to go, even what the visitor has open
     */
    update: guard(async (answer, pageNumber, askedMs) => {
      const { widgets, theme: css = "", debug } = answer
      if (!Array.isArray(widgets)) return
      latest = answer
      if (debug) explain(debug)
      if (page !== pageNumber) gone.clear()
      page = pageNumber
      theme.replaceSync(css)
      const wanted = widgets.filter((each) => each?.campaign && each.placement && !gone.has(each.campaign))
      const hidings = /** @type {any[]} */ (document.getAnimations())
      const dressed = wanted.map((each) => dress(each).catch(() => {})) // the next answer tries again

      for (const [campaign, { kind, remove }] of present) {
        const isWanted = wanted.some((each) => each.campaign === campaign && kindOf(each) === kind)
        if (!isWanted && guard(remove)(!askedMs) !== false) present.delete(campaign)
      }
      for (const each of dressed) {
        const widget = await each
        await pause()
        if (latest !== answer) return
        if (widget && !gone.has(widget.campaign)) show(widget, /** @type {number} */ (askedMs))
      }
      // A slot that is hidden for a moment, and has got nothing, is hidden no longer.
      hidings.forEach((hiding) => hiding.animationName === "notesik-hide" && hiding.finish())
    }),
  }
}
