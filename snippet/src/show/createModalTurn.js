const KEY = ".m"

/**
 * One modal at a time: what another tab has shown since this one asked the server is not shown here too.
 *
 * @param {{read: (name: string) => any, write: (name: string, value: any) => void}} store
 */
export function createModalTurn(store) {
  let isOpen = false

  /** @param {string} campaign a tab has shown or closed it now */
  const mark = (campaign) => store.write(KEY, { ...store.read(KEY), [campaign]: Date.now() })

  return {
    /**
     * @param {string} campaign
     * @param {number} askedMs
     * @param {() => void} open
     * @returns {boolean} false = it has to wait
     */
    take(campaign, askedMs, open) {
      if (isOpen || document.hidden) return false
      if (store.read(KEY)?.[campaign] >= askedMs) return true
      isOpen = true
      mark(campaign)
      open()
      return true
    },
    /** @param {string} campaign */
    leave(campaign) {
      isOpen = false
      mark(campaign)
    },
  }
}
