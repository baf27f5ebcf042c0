const AT_MOST_MS = 100

/**
 * Lets the page go on, and the browser draw what has changed: what is measured then, has been laid out.
 *
 * @returns {Promise<void>}
 */
export const pause = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, AT_MOST_MS) // a tab in the background draws nothing
  })
