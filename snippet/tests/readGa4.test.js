import assert from "node:assert/strict"
import { test } from "node:test"
import { GA4_EVENTS } from "../src/commerce/GA4_EVENTS.js"
import { readGa4 } from "../src/commerce/readGa4.js"

const ITEM = { item_id: 7, item_name: "Bell", item_category: "Parts", item_category3: "Bells", price: "9.90", index: 2 }

/** @param {...any} given as gtag pushes it */
function commandOf(...given) {
  return (function () {
    return arguments
  })(...given)
}

test("both forms of an event are the same event", () => {
  const parameters = { currency: "EUR", value: 9.9, items: [ITEM] }
  const expected = [{ event: "Product Added", properties: { currency: "EUR", value: 9.9, product_id: 7, ...ITEM } }]
  assert.deepEqual(readGa4({ event: "add_to_cart", ecommerce: parameters }), expected)
  assert.deepEqual(readGa4(commandOf("event", "add_to_cart", parameters)), expected)
})

test("every event of the table is read", () => {
  for (const [name, event] of Object.entries(GA4_EVENTS)) {
    const [told] = readGa4(commandOf("event", name, { items: [ITEM], transaction_id: "t" }))
    assert.equal(told.event, event)
  }
})

test("what is not in the table says nothing", () => {
  const entries = [null, undefined, 0, "view_item", {}, { event: "gtm.js" }, { event: "constructor" }, { event: "__proto__" }]
  for (const entry of [...entries, { ecommerce: null }, commandOf("config", "G-1"), commandOf("event"), []]) {
    assert.deepEqual(readGa4(entry), [])
  }
})

test("a reset after an event is not an event of its own", () => {
  assert.deepEqual(readGa4({ event: "add_to_cart", ecommerce: null }), [])
  assert.deepEqual(readGa4({ event: "purchase", ecommerce: null }), [])
})

test("an order says its number, its value and its products", () => {
  const [{ event, properties }] = readGa4({ event: "purchase", ecommerce: { transaction_id: "T", value: 20, tax: 0, items: [ITEM] } })
  assert.equal(event, "Order Completed")
  assert.deepEqual(properties, { transaction_id: "T", value: 20, tax: 0, products: [ITEM] })
})

test("an item without an id is known by its name", () => {
  const [{ properties }] = readGa4({ event: "select_item", ecommerce: { items: [{ item_name: "Bell" }] } })
  assert.equal(properties.product_id, "Bell")
})

test("at most 200 items are read, and holes among them are left out", () => {
  const [{ properties }] = readGa4({ event: "view_cart", ecommerce: { items: [null, ...Array(300).fill(ITEM)] } })
  assert.equal(properties.products.length, 199)
})

test("a promotion may stand in its item", () => {
  const items = [{ promotion_id: "p", promotion_name: "May", creative_name: "banner" }]
  const [{ properties }] = readGa4({ event: "view_promotion", ecommerce: { items } })
  assert.deepEqual(properties, { ...items[0], value: undefined })
})

test("what is not about commerce stays on the page", () => {
  const parameters = { user_data: { email: "ann@shop.example" }, send_to: "G-1", page_title: "x", value: 1, items: [ITEM] }
  const [{ properties }] = readGa4(commandOf("event", "begin_checkout", parameters))
  assert.deepEqual(properties, { value: 1, products: [ITEM] })
})
