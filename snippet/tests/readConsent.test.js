import assert from "node:assert/strict"
import { test } from "node:test"
import { readConsent } from "../src/commerce/readConsent.js"

/** As JSON has it: what is not said is not there. */
const read = (/** @type {any} */ entry) => JSON.parse(JSON.stringify(readConsent(entry)))

test("a default and an update say what they name", () => {
  const denied = { analytics_storage: "denied", personalization_storage: "denied", ad_storage: "granted" }
  assert.deepEqual(read(["consent", "default", denied]), { isDefault: true, analytics: false, personalization: false })
  assert.deepEqual(read(["consent", "update", { analytics_storage: "granted" }]), { isDefault: false, analytics: true })
  assert.deepEqual(read(["consent", "default", { wait_for_update: 500 }]), { isDefault: true, waitMs: 500 })
})

test("anything else is no consent", () => {
  for (const entry of [null, {}, ["consent"], ["consent", "declare", {}], ["event", "update"], { event: "consent" }]) {
    assert.equal(readConsent(entry), undefined)
  }
  assert.deepEqual(read(["consent", "update", { analytics_storage: true }]), { isDefault: false })
  assert.deepEqual(read(["consent", "update"]), { isDefault: false })
})
