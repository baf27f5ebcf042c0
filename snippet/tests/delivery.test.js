import assert from "node:assert/strict"
import { test } from "node:test"
import { isRetryable } from "../src/core/isRetryable.js"
import { retryDelay } from "../src/core/retryDelay.js"
import { sizeOf } from "../src/core/sizeOf.js"
import { takeBatch } from "../src/core/takeBatch.js"

/** @param {number} count */
const messages = (count, bytes = 100) =>
  /** @type {any[]} */ (Array.from({ length: count }, (_, index) => ({ messageId: String(index), text: "x".repeat(bytes) })))

/** @param {{messageId: string}[]} batch */
const ids = (batch) => batch.map(({ messageId }) => Number(messageId))

test("sizes are bytes on the wire", () => {
  assert.equal(sizeOf("ż€🚲"), 2 + 2 + 3 + 4)
})

test("a batch is the oldest that fit, and always one", () => {
  const all = messages(10)
  assert.deepEqual(takeBatch(all, 1e6), all)
  assert.deepEqual(takeBatch([], 10), [])
  assert.deepEqual(ids(takeBatch(all, 1)), [0])
  for (let maxBytes = 200; maxBytes < 1500; maxBytes += 50) {
    const batch = takeBatch(all, maxBytes)
    assert.ok(sizeOf(batch) <= maxBytes)
    assert.deepEqual(ids(batch), ids(all).slice(0, batch.length))
  }
})

test("only faults that may pass are tried again", () => {
  assert.deepEqual([0, 408, 429, 500, 503].filter((status) => !isRetryable(status)), [])
  assert.deepEqual([200, 400, 401, 403, 404, 413].filter(isRetryable), [])
})

test("waits double, with jitter, and end", () => {
  for (let tries = 1; tries <= 5; tries++) {
    const longest = 1000 * 2 ** (tries - 1)
    assert.equal(retryDelay(tries, null, 0, 1), longest)
    assert.equal(retryDelay(tries, null, 0, 0), longest / 2)
  }
  assert.equal(retryDelay(6, null, 0, 0.5), undefined)
})

test("the server's own wait is kept, in seconds or as a date, within reason", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z")
  assert.equal(retryDelay(9, "7", nowMs, 0), 7000)
  assert.equal(retryDelay(1, "Thu, 01 Jan 2026 00:00:30 GMT", nowMs, 0), 30_000)
  assert.equal(retryDelay(1, "999999", nowMs, 0), 600_000)
  for (const nonsense of ["0", "-5", "soon", "", "Wed, 31 Dec 2025 00:00:00 GMT"]) {
    assert.equal(retryDelay(1, nonsense, nowMs, 1), 1000)
  }
})
