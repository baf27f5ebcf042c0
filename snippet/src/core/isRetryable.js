/**
 * @param {number} status of the answer; 0 = there was none
 * @returns {boolean} whether the same request may succeed later
 */
export function isRetryable(status) {
  return !status || status === 408 || status === 429 || status >= 500
}
