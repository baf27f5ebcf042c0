import assert from "node:assert/strict"
import { test } from "node:test"
import { readConsent } from "../src/commerce/readConsent.js"

test("a default and an update say what they name", () => {
  const denied = { analytics_storage: "denied", personalization_storage: "denied", ad_storage: "granted" }
  assert.deepEqual(readConsent(["consent", "default", denied]), { isDefault: true, analytics: false, personalization: false })
  assert.deepEqual(readConsent(["consent", "update", { analytics_storage: "granted" }]), { isDefault: false, analytics: true })
})

test("anything else is no consent", () => {
  for (const entry of [null, {}, ["consent"], ["consent", "declare", {}], ["event", "update"], { event: "consent" }]) {
    assert.equal(readConsent(entry), undefined)
  }
  assert.deepEqual(readConsent(["consent", "update", { analytics_storage: true }]), { isDefault: false })
  assert.deepEqual(readConsent(["consent", "update"]), { isDefault: false })
})
