import { guard } from "./guard.js"

/**
 * Values kept between pages in the browser's storage; in memory only while that is blocked or the visitor has not
 * agreed.
 *
 * @param {"localStorage" | "sessionStorage"} area
 * @param {() => boolean} [mayKeep]
 */
export function createStore(area, mayKeep = () => true) {
  /** @type {Record<string, any>} */
  const memory = {}
  return {
    /** @param {string} name */
    read(name) {
      try {
        if (mayKeep()) return JSON.parse(globalThis[area].getItem(name) ?? "null") ?? undefined
      } catch {}
      return memory[name]
    },
    /** @type {(name: string, value: any) => void} */
    write: guard((name, value) => {
      memory[name] = value
      if (mayKeep()) globalThis[area].setItem(name, JSON.stringify(value))
    }),
    /** @type {(name: string) => void} */
    forget: guard((name) => {
      delete memory[name]
      globalThis[area].removeItem(name)
    }),
  }
}
