import { guard } from "./guard.js"

/**
 * Values kept between pages in the browser's storage; in memory only while that is blocked or the visitor has not
 * agreed.
 *
 * @param {"localStorage" | "sessionStorage"} area
 * @param {string} keys begins the names of what is kept
 * @param {() => boolean} [mayKeep]
 */
export function createStore(area, keys, mayKeep = () => true) {
  /** @type {Record<string, any>} */
  const memory = {}
  /** @type {(name: string) => void} */
  const forget = guard((name) => {
    delete memory[name]
    window[area].removeItem(keys + name)
  })
  return {
    /** @param {string} name */
    read(name) {
      try {
        if (mayKeep()) return JSON.parse(/** @type {string} */ (window[area].getItem(keys + name))) ?? undefined
      } catch {}
      return memory[name]
    },
    /** @type {(name: string, value: any) => void} */
    write: guard((name, value) => {
      memory[name] = value
      if (mayKeep()) window[area].setItem(keys + name, JSON.stringify(value))
    }),
    forget,
    /** Forgets all of ours, but for the visitor's own choice and an owner's preview. */
    clear: () => ["", ".q", ".s", ".m"].forEach(forget),
  }
}
