import { readConsent } from "./commerce/readConsent.js"
import { createBell } from "./core/createBell.js"
import { DENIED } from "./core/DENIED.js"
import { createConsent } from "./core/createConsent.js"
import { createIdentity } from "./core/createIdentity.js"
import { createOutbox } from "./core/createOutbox.js"
import { createPage } from "./core/createPage.js"
import { createQueue } from "./core/createQueue.js"
import { createRest } from "./core/createRest.js"
import { createSender } from "./core/createSender.js"
import { createSession } from "./core/createSession.js"
import { createStore } from "./core/createStore.js"
import { createTracker } from "./core/createTracker.js"
import { guard } from "./core/guard.js"
import { later } from "./core/later.js"
import { listen } from "./core/listen.js"
import { userIdOf } from "./core/userIdOf.js"
import { watchDataLayer } from "./core/watchDataLayer.js"
import { takePreview } from "./core/takePreview.js"
import { watchRoutes } from "./core/watchRoutes.js"
import { withPromise } from "./core/withPromise.js"

const CHOICE = ".c"
const OWED = ".f" // that the cookie be taken back
const LEFT_MS = 100 // a frozen page is shown again before the page after it has left

/**
 * The story of a document: who is here and where, what happens, and what the server says to show.
 *
 * @param {Record<string, string>} tag what the script tag says: `parts`, `calls` (addresses that end in a slash), `keys`, `site`, `consent`
 * @param {any[][]} calls made before we were here: `[name, ...arguments]`
 * @returns {Record<string, (...given: any[]) => any>} what the page may call
 */
export function startNotesik(tag, calls) {
  const consent = createConsent(onConsent)
  const isAgreed = () => {
    hearChoice()
    return consent.verdict()
  }
  const isCookieless = tag.consent === "cookieless"
  const mayAsk = () => isAgreed() || isCookieless
  const choices = createStore("localStorage", tag.keys) // a refusal must be remembered too
  const tab = createStore("sessionStorage", tag.keys)
  const store = createStore("localStorage", tag.keys, consent.verdict)
  const identity = createIdentity(store)
  const queue = createQueue(store)
  const session = createSession(tab, consent)
  const outbox = createOutbox({ consent, identity, queue, forget: forgetVisitor })
  const bell = createBell()
  const onSettled = (/** @type {any[]} */ ...settled) => later(() => outbox.settle(...settled), 0) // after its answer
  const sender = createSender({ base: tag.calls, writeKey: tag.site, queue, describe, onAnswer, onSettled })
  const core = { base: tag.parts, guard, later, listen, store, session, place, on: bell.on, track, identify, hear: consent.hear, onGrown, post: sender.post, forget }
  const { isAwaited, productOf, rest, take, update } = createRest(core, look)
  const page = createPage(productOf)
  const tellTime = () => rest()?.tellTime()
  const tracker = createTracker({ page, sender, keep, leave: tellTime })
  /** @type {(string | null)[]} */
  let slots = []
  /** @type {import("./types.js").Consent} */
  let known = {}

  /** The visitor may have chosen in another tab meanwhile. What this page has said since holds, where they have not. */
  function hearChoice() {
    const before = known
    known = choices.read(CHOICE) ?? {}
    consent.hear(known, before)
  }

  /** Scripts cannot take the cookie back: the server does, as soon as it can be reached, if not from this page. */
  async function forgetCookie() {
    if (isAgreed() || (choices.read(OWED) && (await sender.post("forget", {}))?.status === 204)) choices.forget(OWED)
  }

  /** After a no nothing of the visitor stays: in storage, on the page, in the cookie, where there may be one. */
  function forgetVisitor() {
    if (choices.read("")) choices.write(OWED, 1)
    store.clear()
    tab.clear()
    update({ widgets: [] }, page.number())
  }

  /** What waits to be sent would bring back what the server has just erased. */
  function forget() {
    store.clear()
    queue.empty()
    api.reset()
  }

  let asked = 0
  let hear = () => {}
  const heard = new Promise((resolve) => (hear = /** @type {any} */ (resolve)))

  /** @param {any} message */
  function keep(message) {
    hearChoice()
    if (!message) return false
    session.touch().done["event " + message.event] = 1
    const kept = outbox.add(message)
    bell.ring("event", message)
    return kept
  }

  /**
   * @param {string} event
   * @param {Record<string, any>} [properties]
   */
  function track(event, properties) {
    return tracker.track(event, properties)
  }

  /**
   * @param {any} given a user id; nothing, or the traits themselves = of who is here, whoever that is
   * @param {Record<string, any>} [traits]
   * @param {{token?: string}} [options]
   */
  function identify(given, traits, options) {
    if (Object(given) === given) return identify(undefined, given)
    const userId = userIdOf(given)
    const token = options?.token ?? ""
    if (typeof token !== "string" || (given ? !userId : !traits)) return false
    if (userId) identity.identify(userId, token)
    return tracker.identify(traits ?? {})
  }

  /** Who asks, and from where; without consent, from where alone. */
  function place() {
    const { a: anonymousId, u: userId, t: token } = isAgreed() ? identity.load() : {}
    const who = isAgreed() ? { anonymousId, userId, token, fresh: identity.isFresh() } : { cookieless: true }
    // @ts-ignore: not in every browser
    const gpc = navigator.globalPrivacyControl === true || undefined
    return { ...who, page: page.describe(), consent: { ...consent.stated(), gpc } }
  }

  /** A visit as the server wants it; undefined = it may not be asked, or what the page says is still being read. */
  function describe() {
    if (!mayAsk() || isAwaited()) return undefined
    tracker.trackProduct()
    slots = page.slots()
    asked = page.number()
    return { ...place(), ...session.pages(), preview: tab.read(".p"), slots, on_screen: rest()?.onScreen() ?? [] }
  }

  /**
   * @param {any} answer undefined = there was none
   * @param {Record<string, any>} sent
   * @param {number} askedMs
   */
  async function onAnswer(answer, sent, askedMs) {
    if (answer?.consent) {
      consent.hear(answer.consent) // the browser's own signal; what it ends is the site's setting
    } else if (answer && !isAgreed() && !sent.cookieless) {
      choices.write(OWED, 1) // a no has come meanwhile, and then the answer's cookie
      forgetCookie()
    } else if (answer) {
      if (isAgreed() && identity.adopt(sent.anonymousId, answer.anonymousId)) {
        queue.readdress(sent.anonymousId, answer.anonymousId)
      }
      bell.ring("answer", answer)
      if (sent.page.url === page.context().url && !tracker.isArriving()) await update(answer, page.number(), askedMs)
    }
    hear()
  }

  /** @param {boolean | undefined} before */
  function onConsent(before) {
    if (!page.number()) return
    const verdict = consent.verdict()
    if (verdict !== before) {
      outbox.sort()
      forgetCookie()
      session.resume()
    }
    if (before === false && verdict) enter()
    sender.visit(0)
  }

  /** Asks where there is something new to ask for. */
  function look() {
    page.scan()
    if (asked !== page.number() || page.untoldProduct() || page.slots().some((slot) => !slots.includes(slot))) sender.visit(0)
  }

  /** Looks again while a page built by scripts is still growing. */
  function onGrown() {
    rest()?.mend()
    look()
  }

  /** @param {Record<string, any>} [facts] */
  const enter = (facts = {}) => {
    tracker.enter(facts)
    rest()?.observePage()
  }

  /** @type {Record<string, (...given: any[]) => any>} */
  const api = {
    track,
    page: (name, properties) => tracker.page({ ...properties, name }),
    identify,
    reset() {
      identity.reset()
      sender.visit(0)
    },
    consent(choice) {
      choices.write(CHOICE, { ...choices.read(CHOICE), ...choice })
      hearChoice()
      consent.hear(choice) // also where it was known, and the page has said otherwise since
    },
    async show(campaign) {
      if (!mayAsk()) return { shown: false, reason: "consent" }
      await heard
      return rest()?.show(campaign) ?? { shown: false, reason: "not_chosen" }
    },
    hide: (campaign) => rest()?.hide(campaign) ?? false,
    async recommend(strategy, { limit, productId: product_id } = {}) {
      const told = mayAsk() && (await sender.post("recommendations", { ...place(), strategy, limit, product_id }))
      return told?.answer?.products ?? []
    },
  }
  for (const name in api) api[name] = withPromise(api[name])
  api.on = guard(bell.on)

  const run = guard((/** @type {any[]} */ [name, ...given]) => api[name](...given))

  /** The consent that is known comes first, then the page, then what has happened on it. */
  const begin = () => {
    if (consent.verdict() === false) forgetVisitor()
    forgetCookie()
    queue.reload()
    session.resume()
    const named = calls.find(([name]) => name === "page")
    enter(named && { ...named[2], name: named[1] })
    calls.filter((call) => call !== named && call[0] !== "consent").forEach(run)
  }

  takePreview(tab)
  // @ts-ignore: a global of the page, which the part that reads the page will ask
  const hasTcf = !!window.__tcfapi && isAwaited()
  if (isCookieless || tag.consent === "required" || hasTcf) consent.hear({ isDefault: true, ...DENIED })
  hearChoice()
  calls.filter(([name]) => name === "consent").forEach(run)
  const watchAgain = watchDataLayer((entries) => {
    entries.map(guard(readConsent)).forEach((signal) => signal && consent.hear(signal))
    if (!page.number()) begin()
    take(entries)
  })

  if (!page.number()) begin() // a dataLayer that cannot be read keeps nothing else

  watchRoutes(() => {
    tracker.route()
    rest()?.observePage()
  })
  listen(window, "load", watchAgain)
  const leave = () => {
    hearChoice()
    tellTime()
    session.leave()
    sender.leave()
  }
  listen(window, "pagehide", leave)
  listen(window, "storage", hearChoice)
  listen(window, "online", () => {
    forgetCookie()
    sender.visit(0)
  })
  listen(document, "visibilitychange", () => {
    if (document.hidden) return leave()
    tellTime()
    session.resume()
  })
  const comeBack = () => {
    queue.reload()
    session.resume()
    enter()
  }
  listen(window, "pageshow", (event) => event.persisted && later(comeBack, LEFT_MS))
  return api
}
