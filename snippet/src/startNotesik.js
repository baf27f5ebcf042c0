import { readConsent } from "./commerce/readConsent.js"
import { readGa4 } from "./commerce/readGa4.js"
import { createBell } from "./core/createBell.js"
import { createConsent } from "./core/createConsent.js"
import { createIdentity } from "./core/createIdentity.js"
import { createOutbox } from "./core/createOutbox.js"
import { createPage } from "./core/createPage.js"
import { createQueue } from "./core/createQueue.js"
import { createSender } from "./core/createSender.js"
import { createSession } from "./core/createSession.js"
import { createStage } from "./core/createStage.js"
import { createStore } from "./core/createStore.js"
import { createTracker } from "./core/createTracker.js"
import { guard } from "./core/guard.js"
import { listen } from "./core/listen.js"
import { watchDataLayer } from "./core/watchDataLayer.js"
import { watchDocument } from "./core/watchDocument.js"
import { watchRoutes } from "./core/watchRoutes.js"

const CHOICE = "notesik.c"

/**
 * The story of a document: who is here and where, what happens, and what the server says to show.
 *
 * @param {string} base where the server is; ends in a slash
 * @param {string} writeKey
 * @param {any[][]} calls made before we were here: `[name, ...arguments]`
 * @returns {Record<string, (...given: any[]) => any>} what the page may call
 */
export function startNotesik(base, writeKey, calls) {
  const consent = createConsent(onConsent)
  const isAgreed = () => consent.verdict() === "yes"
  const choices = createStore("localStorage") // a refusal must be remembered too
  const tab = createStore("sessionStorage")
  const store = createStore("localStorage", isAgreed)
  const identity = createIdentity(store)
  const queue = createQueue(store)
  const session = createSession(tab, consent)
  const outbox = createOutbox({ consent, identity, queue })
  const bell = createBell()
  const page = createPage()
  const sender = createSender({ base, writeKey, queue, describe, onAnswer })
  const tracker = createTracker({ page, sender, keep })
  const stage = createStage(base, { store, tab, session, place, on: bell.on, track: tracker.track, post: sender.post })
  /** @type {(string | null)[]} */
  let slots = []

  /** @param {any} message */
  function keep(message) {
    if (!message) return
    session.touch().done["event " + message.event] = 1
    outbox.add(message)
    bell.ring("event", message)
  }

  /** Who asks, and from where. */
  function place() {
    const { a: anonymousId, u: userId, t: token } = identity.load()
    return { anonymousId, userId, token, page: page.describe(), consent: consent.stated() }
  }

  function describe() {
    tracker.trackProduct()
    slots = page.slots()
    const fresh = isAgreed() && identity.isFresh() ? true : undefined
    return { ...place(), ...session.pages(), fresh, preview: tab.read("notesik.p"), slots, on_screen: stage.shown()?.onScreen() ?? [] }
  }

  /**
   * @param {any} answer
   * @param {Record<string, any>} sent
   * @param {number} askedMs
   */
  function onAnswer(answer, sent, askedMs) {
    if (isAgreed() && identity.adopt(sent.anonymousId, answer.anonymousId)) {
      queue.readdress(sent.anonymousId, answer.anonymousId)
    }
    bell.ring("answer", answer)
    if (sent.page.url !== page.context().url || tracker.isArriving()) return undefined
    return stage.update(answer, page.number(), askedMs)
  }

  /** @param {"yes" | "wait" | "no"} before */
  function onConsent(before) {
    if (!page.number()) return
    const verdict = consent.verdict()
    if (verdict !== before) {
      outbox.sort()
      session.resume()
    }
    if (before === "no" && verdict === "yes") enter()
    sender.visit(0)
  }

  /** Looks again while a page built by scripts is still growing. */
  const observe = watchDocument(() => {
    stage.shown()?.mend()
    page.scan()
    if (page.untoldProduct() || page.slots().some((slot) => !slots.includes(slot))) sender.visit(0)
  })

  /** @param {Record<string, any>} [facts] */
  const enter = (facts = {}) => {
    tracker.enter(facts)
    observe()
  }

  /** @type {Record<string, (...given: any[]) => any>} */
  const api = {
    track: tracker.track,
    page: (name, properties) => tracker.page({ ...properties, name }),
    identify(userId, traits, options) {
      if (!userId) return
      identity.identify(String(userId), options?.token)
      tracker.identify(traits ?? {})
    },
    reset() {
      identity.reset()
      sender.visit(0)
    },
    consent(choice) {
      choices.write(CHOICE, { ...choices.read(CHOICE), ...choice })
      consent.signal(choice)
    },
    on: bell.on,
  }

  const run = guard((/** @type {any[]} */ [name, ...given]) => api[name](...given))

  /** The consent that is known comes first, then the page, then what has happened on it. */
  const begin = () => {
    queue.reload()
    session.resume()
    const named = calls.find(([name]) => name === "page")
    enter(named && { ...named[2], name: named[1] })
    calls.filter((call) => call !== named && call[0] !== "consent").forEach(run)
  }

  consent.signal(choices.read(CHOICE) ?? {})
  calls.filter(([name]) => name === "consent").forEach(run)
  const watchAgain = watchDataLayer((entries) => {
    entries.map(guard(readConsent)).forEach((signal) => signal && consent.signal(signal))
    if (!page.number()) begin()
    entries.flatMap((entry) => guard(readGa4)(entry) ?? []).forEach(({ event, properties }) => tracker.track(event, properties))
  })

  if (!page.number()) begin() // a dataLayer that cannot be read keeps nothing else

  watchRoutes(() => {
    tracker.route()
    observe()
  })
  listen(window, "load", watchAgain)
  const leave = () => {
    session.leave()
    sender.leave()
  }
  listen(window, "pagehide", leave)
  listen(document, "visibilitychange", () => (document.hidden ? leave() : session.resume()))
  listen(window, "pageshow", (event) => {
    if (!event.persisted) return
    queue.reload()
    session.resume()
    enter()
  })
  return api
}
