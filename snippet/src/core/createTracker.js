import { createMessage } from "./createMessage.js"
import { later } from "./later.js"

const QUIET_MS = 500
const ROUTE_MS = 100
const AT_ONCE = /^($|Product|Cart|Check|Order|Pay|Coupon|Wishlist|Form)/ // pages and persons have no name

/** @param {{event?: string}} message */
const needsNoAnswer = ({ event = "" }) => /^Widget /.test(event)

/**
 * Turns what happens into messages, in their order: a page always before what happened on it.
 *
 * @param {object} given
 * @param {ReturnType<typeof import("./createPage.js").createPage>} given.page
 * @param {ReturnType<typeof import("./createSender.js").createSender>} given.sender
 * @param {(message: any) => any} given.keep
 * @param {() => void} given.leave tells the time of the page before, if there was one
 */
export function createTracker({ page, sender, keep, leave }) {
  /** @typedef {Record<string, any>} Facts */
  /** @type {(() => void) | undefined} a route has changed and its page is not told yet */
  let arriving

  /**
   * @param {Partial<import("../types.js").Message>} fields
   * @param {object} [facts]
   */
  const record = (fields, facts) => {
    const kept = keep(createMessage(fields, { page: page.context(), ...facts }))
    if (needsNoAnswer(fields)) later(() => sender.dispatch(needsNoAnswer), 0)
    else sender.visit(AT_ONCE.test(fields.event ?? "") ? 0 : QUIET_MS)
    return kept
  }

  /** @param {Facts} facts name, type, product_id, … where the shop tells them */
  const recordPage = (facts) => {
    const { name, ...properties } = facts
    page.state(facts)
    return record({ type: "page", name, properties }, { locale: navigator.language }) // the server adds the context's
  }

  /** @param {Facts} facts */
  const enter = (facts, isRoute = false) => {
    leave()
    page.enter(isRoute)
    return recordPage(facts)
  }

  /** Tells the page that was waiting to be told, if one was. */
  const arrive = (/** @type {Facts} */ facts = {}) => {
    if (!arriving) return undefined
    arriving()
    arriving = undefined
    return enter(facts, true)
  }

  /**
   * @param {string} event
   * @param {Facts | null} [properties]
   */
  const track = (event, properties) => {
    if (!event || typeof event !== "string") return false
    arrive()
    const told = event === "Product Viewed" ? page.view(properties ?? {}) : (properties ?? {})
    if (!told) return false
    page.note(event, told)
    return record({ type: "track", event, properties: told })
  }

  return {
    track,
    enter,
    /** The address has changed: a moment for the shop to change title and content too. */
    route() {
      arriving?.()
      arriving = later(arrive, ROUTE_MS)
    },
    isArriving: () => arriving,
    /** @param {Facts} facts */
    page: (facts) => arrive(facts) ?? recordPage(facts),
    /** @param {Facts} traits */
    identify(traits) {
      arrive()
      return record({ type: "identify", traits })
    },
    /** The product that the page's own data are about, unless an event has told it. */
    trackProduct() {
      page.scan()
      const product = page.untoldProduct()
      if (product) track("Product Viewed", product)
    },
  }
}
