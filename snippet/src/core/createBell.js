import { guard } from "./guard.js"

/** Tells the page what happens here: `event` = each message, `answer` = each answer of the server. */
export function createBell() {
  /** @type {Record<string, Set<(value: any) => void>>} */
  const callbacks = {}
  return {
    /**
     * @param {string} name
     * @param {(value: any) => void} callback
     * @returns {() => void} stops it
     */
    on(name, callback) {
      (callbacks[name] ??= new Set()).add(callback)
      return () => callbacks[name].delete(callback)
    },
    /**
     * @param {string} name
     * @param {any} value
     */
    ring: (name, value) => callbacks[name]?.forEach((callback) => guard(callback)(value)),
  }
}
