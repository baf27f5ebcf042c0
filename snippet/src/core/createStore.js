/**
 * Values kept between pages in localStorage; in memory only while that is blocked or the visitor has not agreed.
 *
 * @param {() => boolean} mayKeep
 */
export function createStore(mayKeep) {
  /** @type {Record<string, any>} */
  const memory = {}
  return {
    /** @param {string} name */
    read(name) {
      try {
        if (mayKeep()) return JSON.parse(localStorage.getItem(name) ?? "null") ?? undefined
      } catch {}
      return memory[name]
    },
    /**
     * @param {string} name
     * @param {any} value
     */
    write(name, value) {
      memory[name] = value
      try {
        if (mayKeep()) localStorage.setItem(name, JSON.stringify(value))
      } catch {}
    },
    /** @param {string} name */
    forget(name) {
      delete memory[name]
      try {
        localStorage.removeItem(name)
      } catch {}
    },
  }
}
