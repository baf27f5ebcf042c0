import { guard, later, listen } from "../borrowed.js"
import { watchPage } from "../watchPage.js"
import { copyCode } from "./copyCode.js"
import { createAsk } from "./createAsk.js"
import { createBody } from "./createBody.js"
import { onAction } from "./onAction.js"
import { onSubmit } from "./onSubmit.js"
import { pause } from "./pause.js"
import { placeHost } from "./placeHost.js"
import { targetOf } from "./targetOf.js"
import { watchSeen } from "./watchSeen.js"
import { whenPlaced } from "./whenPlaced.js"

/**
 * One widget on the page: waits for its trigger and its place, is shown, changes with the answers, and goes.
 *
 * A campaign that the visitor is held out from waits in the same way, and tells when it would have been seen. Nothing
 * of it comes onto the page.
 *
 * @param {any} core
 * @param {import("../types.js").Dressed} widget
 * @param {number} askedMs when the answer that brought it was asked for
 * @param {() => void} onGone the visitor has done with it
 */
export function createWidget(core, widget, askedMs, onGone) {
  const { campaign, placement, trigger } = widget
  const isHeldOut = widget.variant === "holdout"
  const isModal = placement.type === "modal" && !isHeldOut
  const body = createBody()
  const { host, root, dialog } = body
  let isShown = false
  let isViewed = false
  /** @type {(() => void) | undefined} set while it is on the page, or waits for its place there */
  let unplace
  let unsee = () => {}
  let stopTrigger = () => {}
  /** @type {Element | undefined} what its script has changed on the page, if that is what it does */
  let edited

  const facts = () => ({ campaign, variant: widget.variant, widget: widget.widget })
  const tell = (/** @type {string} */ event, more = {}) => core.track(event, { ...facts(), ...more })

  /** @type {(event: string, facts: {campaign: string}) => void} of what the visitor has seen */
  const tellSeen = (event, facts) => {
    const { page_id, viewed } = core.session
    if (!viewed.includes(facts.campaign)) viewed.push(facts.campaign)
    core.track(event, { ...facts, page_id })
  }

  const watch = (/** @type {Element} */ element) =>
    watchSeen(element, () => {
      isViewed = true
      tellSeen("Widget Viewed", facts())
    })

  const look = (/** @type {Element=} */ found) => {
    if (!edited?.isConnected) edited = found
    unsee()
    const element = edited ?? root.querySelector("dialog[open],[data-notesik-action=open-inbox]") ?? root.firstElementChild
    if (element && !isViewed) unsee = watch(element)
  }

  /** What stands there instead may have hidden the place. */
  const watchPlace = () => {
    const target = targetOf(placement)
    const other = target?.previousElementSibling
    return target && watch((other?.localName === host.localName && other?.shadowRoot?.firstElementChild) || target)
  }

  const show = guard(async () => {
    if (isHeldOut) return
    isShown = true
    body.fill(widget)
    await pause()
    if (!unplace) return
    body.start(widget.widget, { close, track: core.track, ask, guard, look, tellSeen, watchPage })
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
    unplace ??= whenPlaced(isHeldOut ? watchPlace : () => placeHost(host, placement), show)
  }

  const takeAway = () => {
    stopTrigger()
    unsee()
    body.stop()
    const wasPlaced = unplace
    unplace?.()
    unplace = undefined
    isShown = false
    if (!wasPlaced || !isModal) return
    core.turn.leave(campaign)
    core.ring() // for the next one
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

  /** @param {HTMLElement} heart its markup has the event of each state: what is pressed is wished */
  const wish = (heart) => {
    const pressed = String(heart.ariaPressed !== "true")
    heart.ariaPressed = pressed
    core.track(/** @type {string} */ (heart.dataset[pressed]), { product_id: heart.dataset.notesikProduct })
  }

  /** The page may have thrown it out with what was around it. */
  const mend = () => {
    if (!isShown || host.isConnected) return
    if (isModal) return finish()
    takeAway()
    place()
  }

  /** What the visitor has open stays as it is until closed, but for the answer to what they have sent. */
  const isInUse = () => dialog()?.open && !asking.isWaiting()

  const refresh = () => {
    if (!isShown) return
    if (!host.isConnected) mend()
    else if (isInUse()) listen(/** @type {Element} */ (dialog()), "close", refresh, { once: true })
    else {
      show()
      asking.settle()
    }
  }

  const ask = createAsk(core, root)
  const asking = onSubmit(root, tell)
  Object.assign(host.dataset, { campaign, widget: widget.widget, placement: placement.type })
  const actions = { close, wishlist: wish, copy: copyCode, click: () => isModal && later(finish, 0) }
  onAction(root, actions, tell)
  const fire = guard(() => {
    if (isModal) return core.turn.take(campaign, askedMs, place)
    place()
  })
  const wait = (when = trigger) => {
    stopTrigger()
    stopTrigger = core.startTrigger(when, fire)
  }
  wait()

  return {
    isHeldOut,
    mend,
    close,
    /** Its time has come, whatever its trigger says. */
    fire: () => wait({ type: "immediate" }),
    isShown: () => (isHeldOut ? isViewed : host.isConnected),
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
      if (isNewPage && isHeldOut) {
        takeAway()
        wait()
      } else if (isChanged) refresh()
      else if (isNewPage && unplace) look()
    },
    /**
     * @param {boolean} isForced even while the visitor has it open
     * @returns {boolean} whether it is gone
     */
    remove(isForced) {
      const isGone = isForced || !host.isConnected || !isInUse()
      if (isGone) takeAway()
      return isGone
    },
  }
}
