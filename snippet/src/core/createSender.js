import { guard } from "./guard.js"
import { isRetryable } from "./isRetryable.js"
import { later } from "./later.js"
import { retryDelay } from "./retryDelay.js"
import { takeBatch } from "./takeBatch.js"

const MAX_BYTES = 40_000 // keepalive requests and beacons share 64 KiB in flight
const TIMEOUT_MS = 15_000

/**
 * Takes messages from the queue to the server: one visit at a time, so that answers come in order.
 *
 * @param {object} given
 * @param {string} given.base where its calls go; ends in a slash
 * @param {string} given.writeKey
 * @param {ReturnType<typeof import("./createQueue.js").createQueue>} given.queue
 * @param {() => Record<string, any> | undefined} given.describe the visit's body without its batch; undefined = not now
 * @param {(answer: any, sent: Record<string, any>, askedMs: number) => void} given.onAnswer answer is undefined where there was none
 * @param {(ids: Set<string>, isTaken: (id: string) => boolean) => void} given.onSettled these will not be sent again
 */
export function createSender({ base, writeKey, queue, describe, onAnswer, onSettled }) {
  /** @typedef {import("../types.js").Message} Message */
  /** @type {Set<string>} */
  const flying = new Set()
  let tries = 0
  let notBeforeMs = 0
  let maxBytes = MAX_BYTES
  let isVisiting = false
  let isWanted = false
  /** @type {(() => void) | undefined} */
  let timer

  /** @param {object} body */
  const envelope = (body) => JSON.stringify({ writeKey, sentAt: new Date(), ...body })

  /** @type {(path: string, body: object) => Promise<{status: number, retryAfter: string | null, answer: any} | undefined>} */
  const post = guard(async (path, body) => {
    const response = await fetch(base + path, {
      method: "POST",
      body: envelope(body), // a string travels as text/plain: no preflight
      credentials: /** @type {any} */ (body).cookieless ? "omit" : "include",
      keepalive: true,
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    })
    const answer = await response.json().catch(() => undefined)
    return { status: response.status, retryAfter: response.headers.get("Retry-After"), answer }
  })

  const waiting = () => queue.list().filter(({ messageId }) => !flying.has(messageId))

  /**
   * @param {string} path
   * @param {object} body
   * @param {Message[]} batch
   */
  const deliver = async (path, body, batch) => {
    const ids = new Set(batch.map(({ messageId }) => messageId))
    ids.forEach((id) => flying.add(id))
    const { status = 0, retryAfter, answer } = (await post(path, { ...body, batch })) ?? {}
    ids.forEach((id) => flying.delete(id))
    if (!status || status === 413) maxBytes /= 2 // the browser's own quota looks like a network fault
    if (isRetryable(status)) {
      const delayMs = retryDelay(++tries, retryAfter, Date.now(), Math.random())
      notBeforeMs = Date.now() + (delayMs ?? 0)
      if (delayMs) visit(delayMs)
    } else if (status === 413 && batch[1]) {
      visit(0)
    } else {
      tries = notBeforeMs = 0
      maxBytes = MAX_BYTES
      queue.remove(ids)
      const rejected = answer?.rejected ?? []
      onSettled(ids, (id) => status < 300 && !rejected.some((/** @type {Message} */ { messageId }) => messageId === id))
    }
    return answer
  }

  const visitNow = async () => {
    isWanted = isVisiting
    if (isVisiting) return
    const askedMs = Date.now()
    const body = describe()
    if (!body) return
    timer?.() // whatever describing the page has added goes along
    timer = undefined
    const isMine = (/** @type {Message} */ { anonymousId }) => anonymousId === body.anonymousId
    dispatch(waiting().filter((message) => !isMine(message))) // of the person before a reset
    const all = waiting().filter(isMine)
    const batch = takeBatch(all, maxBytes)
    isVisiting = true
    const answer = await deliver("visit", body, batch)
    isVisiting = false
    onAnswer(answer, body, askedMs)
    if (isWanted || (answer && batch.length < all.length)) visit(0)
  }

  let dueMs = Infinity

  /** @param {number} delayMs asks for a visit at the latest then, unless the server wants to be left in peace */
  const visit = (delayMs) => {
    const nowMs = Date.now()
    const atMs = Math.max(nowMs + delayMs, notBeforeMs)
    if (timer && dueMs <= atMs && dueMs >= notBeforeMs) return
    timer?.()
    dueMs = atMs
    timer = later(() => {
      timer = undefined
      return visitNow()
    }, atMs - nowMs)
  }

  /** @param {Message[]} messages that need no answer */
  const dispatch = (messages) => {
    if (messages[0] && Date.now() >= notBeforeMs) deliver("batch", {}, takeBatch(messages, maxBytes))
  }

  return {
    post,
    visit,
    /** @param {(message: Message) => boolean} isMeant */
    dispatch: (isMeant) => dispatch(waiting().filter(isMeant)),
    /** The page may be gone in a moment. A beacon has no answer, so what it took stays in storage for the next page. */
    leave() {
      let batch = takeBatch(waiting(), MAX_BYTES)
      while (batch[0] && !navigator.sendBeacon(base + "batch", envelope({ batch }))) batch = batch.slice(0, batch.length >> 1)
    },
  }
}
