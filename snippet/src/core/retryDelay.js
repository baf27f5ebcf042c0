const FIRST_MS = 1_000
const LONGEST_ASKED_MS = 600_000
const MAX_TRIES = 5

/**
 * How long to wait before the next try of a request that failed. Jitter, so that a shop's visitors do not come back
 * all at once to a server that has just recovered.
 *
 * @param {number} tries how many have failed so far, this one included
 * @param {string | null} [retryAfter] the answer's header: seconds or an HTTP date
 * @param {number} nowMs
 * @param {number} dice from 0 to 1
 * @returns {number | undefined} milliseconds; undefined = leave it until there is something new to send
 */
export function retryDelay(tries, retryAfter, nowMs, dice) {
  const askedMs = Number(retryAfter) * 1000 || Date.parse(retryAfter ?? "") - nowMs
  if (askedMs > 0) return Math.min(askedMs, LONGEST_ASKED_MS) + FIRST_MS * dice
  return tries > MAX_TRIES ? undefined : FIRST_MS * 2 ** (tries - 1) * (0.5 + dice / 2)
}
