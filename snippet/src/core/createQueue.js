import { takeBatch } from "./takeBatch.js"

const KEY = ".q"
const MAX_COUNT = 100
const MAX_BYTES = 40_000

/**
 * Messages that the server has not acknowledged. This tab's memory is what it will send; storage is the copy that the
 * next page finds. Tabs may send a message twice (the server knows it by its messageId), and never lose one.
 *
 * @param {ReturnType<typeof import("./createStore.js").createStore>} store
 */
export function createQueue(store) {
  /** @typedef {import("../types.js").Message} Message */

  /** @returns {Message[]} */
  const stored = () => {
    return [store.read(KEY)].flat().filter((message) => message?.messageId)
  }

  /** @param {Message[]} messages of more than our share of the shop's storage, the newest are kept */
  const keep = (messages) => takeBatch(messages.slice(-MAX_COUNT).reverse(), MAX_BYTES).reverse()

  /** @param {(messages: Message[]) => Message[]} change */
  const change = (change) => {
    const copy = stored()
    messages = keep(change(messages))
    store.write(KEY, keep(change(copy)))
  }

  /** @type {Message[]} */
  let messages = []

  return {
    list: () => messages,
    /** @param {Message} message */
    add: (message) => change((all) => [...all.filter(({ messageId }) => messageId !== message.messageId), message]),
    /** @param {Set<string>} ids */
    remove: (ids) => change((all) => all.filter(({ messageId }) => !ids.has(messageId))),
    /**
     * The server knows this browser by another id.
     * @param {string} from
     * @param {string} to
     */
    readdress: (from, to) =>
      change((all) => all.map((each) => (each.anonymousId === from ? { ...each, anonymousId: to } : each))),
    /** Storage counts: the page is new or was frozen, or the visitor has agreed. */
    reload() {
      messages = stored()
    },
    /** Nothing is to be sent from here now. */
    empty() {
      messages = []
    },
  }
}
