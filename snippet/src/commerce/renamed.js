/**
 * @param {Record<string, any>} given
 * @param {Record<string, string>} names given name → ours
 * @returns {Record<string, any>} what has a name of ours, under that name; the first that is there counts
 */
export function renamed(given, names) {
  /** @type {Record<string, any>} */
  const result = {}
  for (const [name, ours] of Object.entries(names)) {
    const value = given[name]
    if (value != null && value !== "") result[ours] ??= value
  }
  return result
}
