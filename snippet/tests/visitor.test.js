import assert from "node:assert/strict"
import { test } from "node:test"
import { createConsent } from "../src/core/createConsent.js"
import { createIdentity } from "../src/core/createIdentity.js"
import { createMessage } from "../src/core/createMessage.js"
import { createOutbox } from "../src/core/createOutbox.js"
import { createQueue } from "../src/core/createQueue.js"
import { createStore } from "../src/core/createStore.js"

// @ts-ignore: built in by esbuild
globalThis.VERSION = "test"

/** A browser without storage keeps everything in memory; so does Node. */
function createVisitor() {
  const consent = createConsent(() => {})
  const store = createStore("localStorage", "notesik", consent.verdict)
  const identity = createIdentity(store)
  const queue = createQueue(store)
  return { consent, store, identity, queue, outbox: createOutbox({ consent, identity, queue, forget: store.clear }) }
}

/** @param {string} event */
const message = (event) => /** @type {any} */ (createMessage({ type: "track", event }, {}))

test("an id is minted once, and is fresh until the server has answered", () => {
  const { identity } = createVisitor()
  const { a } = identity.load()
  assert.match(String(a), /^[\d-]{30,43}$/)
  assert.equal(identity.load().a, a)
  assert.ok(identity.isFresh())
  assert.equal(identity.adopt(String(a), "other"), true)
  assert.equal(identity.load().a, "other")
  assert.ok(!identity.isFresh())
})

test("an answer to a request of another id changes nothing", () => {
  const { identity } = createVisitor()
  const { a } = identity.load()
  assert.equal(identity.adopt("someone else", "other"), false)
  assert.equal(identity.load().a, a)
  for (const nonsense of [undefined, "", 7, null, {}]) assert.equal(identity.adopt(String(a), nonsense), false)
  assert.equal(identity.load().a, a)
})

test("the same user keeps the id and the token, another one neither", () => {
  const { identity } = createVisitor()
  const { a } = identity.load()
  identity.identify("ann", "proof")
  identity.identify("ann")
  assert.deepEqual(identity.load(), { a, u: "ann", t: "proof" })
  identity.identify("bob")
  assert.notEqual(identity.load().a, a)
  assert.equal(identity.load().u, "bob")
  assert.equal(identity.load().t, undefined)
  assert.ok(!identity.isFresh())
})

test("defaults hold until there is a choice, and a denial among them counts", () => {
  const { consent } = createVisitor()
  assert.equal(consent.verdict(), true)
  consent.hear({ isDefault: true, analytics: true })
  consent.hear({ isDefault: true, analytics: false })
  consent.hear({ isDefault: true, analytics: true })
  assert.equal(consent.verdict(), undefined)
  consent.hear({ analytics: true })
  assert.equal(consent.verdict(), true)
  consent.hear({ isDefault: true, analytics: false })
  assert.equal(consent.verdict(), true)
  consent.hear({ analytics: false })
  assert.equal(consent.verdict(), false)
})

test("messages wait for consent and go with it", () => {
  const { consent, outbox, queue } = createVisitor()
  consent.hear({ isDefault: true, analytics: false })
  const early = message("Early")
  outbox.add(early)
  assert.deepEqual(queue.list(), [])
  consent.hear({ analytics: true })
  outbox.sort()
  outbox.add(message("Later"))
  assert.deepEqual(queue.list().map(({ event }) => event), ["Early", "Later"])
  assert.equal(queue.list()[0].timestamp, early.timestamp)
})

test("messages against consent are gone for good", () => {
  const { consent, outbox, queue } = createVisitor()
  outbox.add(message("Before"))
  consent.hear({ analytics: false })
  outbox.sort()
  outbox.add(message("Against"))
  assert.deepEqual(queue.list(), [])
  consent.hear({ analytics: true })
  outbox.sort()
  assert.deepEqual(queue.list(), [])
})

test("the queue holds a message once, and keeps the newest", () => {
  const { queue } = createVisitor()
  const first = message("First")
  queue.add(first)
  queue.add(first)
  assert.equal(queue.list().length, 1)
  for (let index = 0; index < 150; index++) queue.add(message(`Event ${index}`))
  assert.ok(queue.list().length <= 100)
  assert.equal(queue.list().at(-1)?.event, "Event 149")
  queue.remove(new Set(queue.list().map(({ messageId }) => messageId)))
  assert.deepEqual(queue.list(), [])
})

test("a message is a copy, and one that is too large is shortened or none", () => {
  const properties = { products: Array.from({ length: 200 }, () => ({ name: "ż".repeat(200) })) }
  const sent = createMessage({ type: "track", event: "Order Completed", properties }, {})
  assert.ok(Number(sent?.properties?.products.length) > 10)
  assert.equal(properties.products.length, 200)
  assert.equal(createMessage({ type: "track", event: "Huge", properties: { text: "x".repeat(40_000) } }, {}), undefined)
})
