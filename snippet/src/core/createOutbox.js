const MAX_HELD = 100

/**
 * Where messages go: to the queue with the visitor's consent, nowhere against it, and into memory until there is a
 * choice. They keep their original times; who sent them is known only when they may be kept.
 *
 * @param {object} given
 * @param {ReturnType<typeof import("./createConsent.js").createConsent>} given.consent
 * @param {ReturnType<typeof import("./createIdentity.js").createIdentity>} given.identity
 * @param {ReturnType<typeof import("./createQueue.js").createQueue>} given.queue
 */
export function createOutbox({ consent, identity, queue }) {
  /** @typedef {import("../types.js").Message} Message */
  /** @type {Message[]} */
  let held = []

  /** @param {Message} message */
  const enqueue = (message) => {
    const { a, u } = identity.load()
    queue.add({ ...message, anonymousId: /** @type {string} */ (a), userId: u })
  }

  return {
    /** @param {Message} message */
    add(message) {
      const verdict = consent.verdict()
      if (verdict === "yes") enqueue(message)
      else if (verdict === "wait" && held.length < MAX_HELD) held.push(message)
    },
    /** The consent has changed. */
    sort() {
      const waiting = held
      held = []
      const verdict = consent.verdict()
      if (verdict === "yes") {
        identity.unlock()
        queue.reload()
        waiting.forEach(enqueue)
      } else {
        held = verdict === "wait" ? [...waiting, ...queue.list()] : []
        queue.empty()
        if (verdict === "no") {
          identity.lock()
          queue.forget()
        }
      }
    },
  }
}
