import { guard } from "../core/guard.js"
import { later } from "../core/later.js"
import { listen } from "../core/listen.js"
import { createActs } from "./createActs.js"
import { createBody } from "./createBody.js"
import { onAction } from "./onAction.js"
import { onSubmit } from "./onSubmit.js"
import { pause } from "./pause.js"
import { placeHost } from "./placeHost.js"
import { startTrigger } from "./startTrigger.js"
import { watchSeen } from "./watchSeen.js"
import { whenPlaced } from "./whenPlaced.js"

/**
 * One widget on the page: waits for its trigger and its place, is shown, changes with the answers, and goes.
 *
 * @param {any} core
 * @param {ReturnType<typeof import("./createModalTurn.js").createModalTurn>} turn
 * @param {import("../types.js").Dressed} widget
 * @param {number} askedMs when the answer that brought it was asked for
 * @param {() => void} onGone the visitor has done with it
 */
export function createWidget(core, turn, widget, askedMs, onGone) {
  const { campaign, placement, trigger } = widget
  const isModal = placement.type === "modal"
  const body = createBody()
  const { host, root, dialog } = body
  const act = createActs(core, root)
  let isShown = false
  let isViewed = false
  /** @type {(() => void) | undefined} set while it is on the page, or waits for its place there */
  let unplace
  let unsee = () => {}
  /** @type {Element | undefined} what its script has changed on the page, if that is what it does */
  let edited

  const tell = (/** @type {string} */ event, more = {}) =>
    core.track(event, { campaign, variant: widget.variant, widget: widget.widget, ...more })

  const look = (/** @type {Element=} */ found) => {
    if (!edited?.isConnected) edited = found
    unsee()
    const element = edited ?? root.querySelector("dialog[open],[data-notesik-action=open-inbox]") ?? root.firstElementChild
    if (!element || isViewed) return
    unsee = watchSeen(element, () => {
      isViewed = true
      tell("Widget Viewed", { page_id: core.session.page_id })
    })
  }

  const show = guard(async () => {
    isShown = true
    body.fill(widget)
    await pause()
    if (!unplace) return
    body.start({ widget, close, track: core.track, act, look })
    if (isModal) openDialog()
    look()
  })

  const openDialog = () => {
    const modal = dialog()
    if (!modal) return takeAway()
    if (!modal.open) {
      modal.showModal()
      modal.querySelector("h2")?.focus() // an autofocus would be refused, with a message, where the page has the focus
    }
    listen(modal, "close", close)
  }

  const place = () => {
    stopTrigger()
    unplace ??= whenPlaced(() => placeHost(host, placement), show)
  }

  const takeAway = () => {
    stopTrigger()
    unsee()
    body.stop()
    if (unplace && isModal) turn.leave(campaign)
    unplace?.()
    unplace = undefined
    isShown = false
  }

  const finish = () => {
    takeAway()
    onGone()
  }

  function close() {
    if (!unplace) return
    tell("Widget Closed")
    finish()
  }

  /** @param {HTMLElement} heart */
  const wish = (heart) => {
    const isWished = heart.getAttribute("aria-pressed") !== "true"
    heart.setAttribute("aria-pressed", String(isWished))
    const event = isWished ? "Product Added to Wishlist" : "Product Removed from Wishlist"
    core.track(event, { product_id: heart.dataset.notesikProduct })
  }

  /** The page may have thrown it out with what was around it. */
  const mend = () => {
    if (!isShown || host.isConnected) return false
    if (isModal) finish()
    else {
      takeAway()
      place()
    }
    return true
  }

  const refresh = () => {
    if (!isShown || mend()) return
    if (dialog()?.open && !asking.isWaiting()) listen(/** @type {Element} */ (dialog()), "close", refresh, { once: true })
    else {
      show()
      asking.settle()
    }
  }

  const asking = onSubmit(root, (fields) => tell("Form Submitted", { fields }))
  Object.assign(host.dataset, { campaign, widget: widget.widget, placement: placement.type })
  onAction(root, { close, wishlist: wish, click: () => isModal && later(finish, 0) }, (more) => tell("Widget Clicked", more))
  const fire = guard(() => {
    const mayWait = trigger?.type !== "exit_intent"
    if (isModal) turn.take({ campaign, askedMs, mayWait }, place)
    else place()
  })
  let stopTrigger = () => {}
  stopTrigger = startTrigger(trigger, fire, core)

  return {
    mend,
    close,
    /** Its time has come, whatever its trigger says. */
    fire,
    isShown: () => host.isConnected,
    /** @param {import("../types.js").Dressed} next */
    isSame: (next) =>
      next.variant === widget.variant && JSON.stringify(next.placement) === JSON.stringify(placement),
    /**
     * @param {import("../types.js").Dressed} next
     * @param {number} nextAskedMs
     * @param {boolean} isNewPage
     */
    update(next, nextAskedMs, isNewPage) {
      const isChanged = next.html !== widget.html || next.styles !== widget.styles || !host.isConnected
      widget = next
      askedMs = nextAskedMs
      if (isNewPage) isViewed = false
      if (isChanged) refresh()
      else if (isNewPage && unplace) look()
    },
    /** @returns {boolean} whether it is gone; what the visitor has open stays until closed */
    remove() {
      if (host.isConnected && dialog()?.open && !asking.isWaiting()) return false
      takeAway()
      return true
    },
  }
}
