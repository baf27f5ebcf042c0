import { listen } from "../core/listen.js"

const KEY = ".m"

/**
 * One modal at a time: what another tab has shown since this one asked the server is not shown here too.
 *
 * @param {{read: (name: string) => any, write: (name: string, value: any) => void}} store
 */
export function createModalTurn(store) {
  /** @type {(() => void)[]} */
  let line = []
  let isOpen = false

  /** @param {string} campaign a tab has shown or closed it now */
  const mark = (campaign) => store.write(KEY, { ...store.read(KEY), [campaign]: Date.now() })

  return {
    /**
     * @param {{campaign: string, askedMs: number, mayWait: boolean}} modal
     * @param {() => void} open
     */
    take({ campaign, askedMs, mayWait }, open) {
      const attempt = () => {
        if (isOpen) {
          if (mayWait && !line.includes(attempt)) line.push(attempt)
        } else if (document.hidden) {
          if (mayWait) listen(document, "visibilitychange", attempt, { once: true })
        } else if (!(store.read(KEY)?.[campaign] >= askedMs)) {
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
