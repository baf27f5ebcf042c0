/**
 * Lets the page go on: whatever it has to do comes first.
 *
 * @returns {Promise<void>}
 */
export const pause = () =>
  // @ts-ignore: not in every browser
  globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve))
