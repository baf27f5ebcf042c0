import { later } from "./later.js"

const MAX_HELD = 100
const PATIENCE_MS = 1_000

/**
 * Where messages go: to the queue with the visitor's consent, nowhere against it, and into memory until there is a
 * choice. They keep their original times; who sent them is known only when they may be kept.
 *
 * @param {object} given
 * @param {ReturnType<typeof import("./createConsent.js").createConsent>} given.consent
 * @param {ReturnType<typeof import("./createIdentity.js").createIdentity>} given.identity
 * @param {ReturnType<typeof import("./createQueue.js").createQueue>} given.queue
 * @param {() => void} given.forget leaves nothing of the visitor in the browser
 */
export function createOutbox({ consent, identity, queue, forget }) {
  /** @typedef {import("../types.js").Message} Message */
  /** @type {Message[]} */
  let held = []
  /** @type {Map<string, (isTaken: boolean) => void>} by messageId, who waits for its fate */
  const waiting = new Map()

  /** @param {Message} message */
  const enqueue = (message) => {
    const { a, u } = identity.load()
    queue.add({ ...message, anonymousId: /** @type {string} */ (a), userId: u })
  }

  /**
   * Where it goes by what the visitor has allowed.
   *
   * @param {Message} message
   */
  const put = (message) => {
    const verdict = consent.verdict()
    if (verdict) enqueue(message)
    else if (verdict === undefined && held.length < MAX_HELD) held.push(message)
    else settle([message.messageId])
  }

  /**
   * @param {Iterable<string>} ids
   * @param {(id: string) => boolean} [isTaken] by the server
   */
  const settle = (ids, isTaken = () => false) => {
    for (const id of ids) {
      waiting.get(id)?.(isTaken(id))
      waiting.delete(id)
    }
  }

  return {
    settle,
    /**
     * @param {Message} message
     * @returns {Promise<boolean>} whether the server has taken it; false also where that is not known within a second,
     *   so that no page waits for us
     */
    add: (message) =>
      new Promise((resolve) => {
        waiting.set(message.messageId, resolve)
        later(() => settle([message.messageId]), PATIENCE_MS)
        put(message)
      }),
    /** The consent has changed. */
    sort() {
      const all = [...held, ...queue.list()]
      const verdict = consent.verdict()
      held = []
      queue.empty()
      if (verdict) {
        identity.unlock()
        queue.reload()
      } else if (verdict === false) {
        identity.lock()
        forget()
      }
      all.forEach(put)
    },
  }
}
