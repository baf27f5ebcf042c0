import { randomId } from "./randomId.js"
import { userIdOf } from "./userIdOf.js"

const KEY = ""

/**
 * Who this browser is: a random id, and the user and token that the shop told us. Read anew each time, since another
 * tab may have changed it.
 *
 * @param {ReturnType<typeof import("./createStore.js").createStore>} store
 */
export function createIdentity(store) {
  /** @type {{a?: string, u?: string, t?: string}} */
  let me = {}
  /** @type {true | undefined} */
  let fresh

  const save = () => store.write(KEY, me)

  const load = () => {
    const { a, u, t } = store.read(KEY) ?? {}
    if (typeof a === "string") me = { a, u: userIdOf(u), t: typeof t === "string" ? t : undefined } // older ones kept whatever they were told
    if (!me.a) {
      me = { ...me, a: randomId() }
      fresh = true
      save()
    }
    return me
  }

  const reset = () => {
    me = { a: randomId() }
    fresh = undefined
    save()
  }

  /**
   * @param {string} userId
   * @param {string} [token]
   */
  const identify = (userId, token) => {
    load()
    if (me.u && me.u !== userId) reset()
    me = { ...me, u: userId, t: token || me.t }
    save()
  }

  return {
    load,
    reset,
    identify,
    /** Whether the id was minted here, so that the server may know this browser better by its cookie. */
    isFresh: () => fresh,
    /**
     * The server's answer to a request made as `from`.
     * @param {string} from
     * @param {unknown} to
     * @returns {boolean} whether the id changed
     */
    adopt(from, to) {
      if (load().a !== from) return false
      fresh = undefined
      if (!to || typeof to !== "string") return false
      me = { ...me, a: to }
      save()
      return to !== from
    },
    /** The visitor has agreed: what storage holds counts again, and what the page said meanwhile is kept. */
    unlock() {
      const { u, t } = me
      load()
      if (u) identify(u, t)
      save()
    },
    /** The visitor has refused. */
    lock() {
      me = {}
    },
  }
}
