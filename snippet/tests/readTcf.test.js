import assert from "node:assert/strict"
import { test } from "node:test"
import { readTcf } from "../src/commerce/readTcf.js"

/** @param {number[]} granted */
const choice = (granted, eventStatus = "tcloaded") => ({
  eventStatus,
  gdprApplies: true,
  purpose: { consents: Object.fromEntries(granted.map((id) => [id, true])), legitimateInterests: { 5: true, 6: true } },
})

test("purpose 1 is to be counted, 5 and 6 are to be treated by one's history", () => {
  assert.deepEqual(readTcf(choice([1, 5, 6])), { analytics: true, personalization: true })
  assert.deepEqual(readTcf(choice([1, 5], "useractioncomplete")), { analytics: true, personalization: false })
  assert.deepEqual(readTcf(choice([])), { analytics: false, personalization: false })
  assert.deepEqual(readTcf({ eventStatus: "tcloaded" }), { analytics: false, personalization: false })
})

test("a question that is still open is no choice", () => {
  assert.equal(readTcf(choice([1, 5, 6], "cmpuishown")), undefined)
})

test("where the law does not apply nothing is withheld", () => {
  assert.deepEqual(readTcf({ eventStatus: "tcloaded", gdprApplies: false }), { analytics: true, personalization: true })
})
