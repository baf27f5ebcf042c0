import { randomId } from "./randomId.js"

const KEY = ".s"
const SILENCE_MS = 30 * 60_000

/**
 * What adds up over the pages of one tab, until there has been silence for half an hour.
 *
 * It lies in storage only while no page of the tab is in sight: a tab that is opened from a page gets a copy of the
 * storage, and must not take that page for one that it has left.
 *
 * @param {ReturnType<typeof import("./createStore.js").createStore>} tab
 * @param {ReturnType<typeof import("./createConsent.js").createConsent>} consent
 */
export function createSession(tab, consent) {
  const page_id = randomId()
  /** @type {import("../types.js").Session} */
  let state = { start: 0, last: 0, done: {} }
  /** @type {string[]} campaigns that the visitor has seen since this page was loaded */
  const viewed = []
  /** @type {{page_id: string, viewed: string[]} | undefined} */
  let left

  /** Something happens. */
  const touch = () => {
    const nowMs = Date.now()
    if (nowMs - state.last > SILENCE_MS) state = { start: nowMs, last: 0, done: {} }
    state.last = nowMs
    return state
  }

  return {
    page_id,
    viewed,
    touch,
    state: () => state,
    /** Goes on from the page before, if there was one and the visitor agrees to be known again. */
    resume() {
      if (!consent.verdict()) return
      const kept = tab.read(KEY)
      tab.forget(KEY)
      if (!kept || kept.page_id === page_id) return
      left = kept
      state = { ...kept.state, done: { ...kept.state.done, ...state.done } }
    },
    /** The page may be gone in a moment. */
    leave() {
      if (consent.verdict()) tab.write(KEY, { state, page_id, viewed })
    },
    /** This page and the one before, as a request tells them. */
    pages: () => ({ page_id, left_page_id: left?.page_id, viewed, left_viewed: left?.viewed }),
  }
}
