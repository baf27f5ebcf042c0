import { guard } from "../core/guard.js"
import { listen } from "../core/listen.js"

const KEY = ".m"
const KEPT_MS = 7 * 86_400_000

/**
 * One modal at a time, in one tab: what another tab has shown since this one asked the server is not shown here too.
 *
 * @param {{read: (name: string) => any, write: (name: string, value: any) => void}} store
 */
export function createModalTurn(store) {
  /** @type {Record<string, number>} campaign → when a tab has shown or closed it */
  let heard = {}
  /** @type {(() => void)[]} */
  let line = []
  let isOpen = false
  /** @type {BroadcastChannel | undefined} */
  let channel

  guard(() => {
    channel = new BroadcastChannel("notesik")
    listen(channel, "message", ({ data }) => (heard[data] = Date.now()))
  })()

  /** @param {string} campaign */
  const mark = (campaign) => {
    const nowMs = Date.now()
    const kept = Object.entries(store.read(KEY) ?? {}).filter(([, ms]) => Number(ms) > nowMs - KEPT_MS)
    store.write(KEY, { ...Object.fromEntries(kept), [campaign]: nowMs })
    channel?.postMessage(campaign)
  }

  /**
   * @param {string} campaign
   * @param {number} sinceMs
   */
  const isSeenSince = (campaign, sinceMs) =>
    Math.max(heard[campaign] ?? 0, store.read(KEY)?.[campaign] ?? 0) >= sinceMs

  return {
    /**
     * @param {{campaign: string, askedMs: number, mayWait: boolean}} modal
     * @param {() => void} open
     */
    take({ campaign, askedMs, mayWait }, open) {
      const attempt = () => {
        if (isOpen) {
          if (mayWait && !line.includes(attempt)) line.push(attempt)
        } else if (document.visibilityState === "hidden") {
          if (mayWait) listen(document, "visibilitychange", attempt, { once: true })
        } else if (!isSeenSince(campaign, askedMs)) {
          isOpen = true
          mark(campaign)
          open()
        }
      }
      attempt()
    },
    /** @param {string} campaign */
    leave(campaign) {
      isOpen = false
      mark(campaign)
      line.shift()?.()
    },
  }
}
