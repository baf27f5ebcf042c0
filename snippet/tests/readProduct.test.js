import assert from "node:assert/strict"
import { test } from "node:test"
import { readProduct } from "../src/commerce/readProduct.js"

const PAGE = "https://shop.example/bell?ref=1#reviews"
const BELL = { "@type": "Product", sku: "bell", name: "Bell", offers: { "@type": "Offer", price: "9.90", priceCurrency: "EUR" } }

/** @param {...any} nodes */
const read = (...nodes) => readProduct(nodes.map((node) => JSON.stringify(node)), PAGE)

test("a product alone, in an array, in a graph or as the page's main entity", () => {
  const forms = [BELL, [BELL], { "@graph": [{ "@type": "WebPage" }, BELL] }, { "@type": "ItemPage", mainEntity: BELL }]
  for (const form of forms) {
    const product = read(form)
    assert.equal(product?.product_id, "bell")
    assert.equal(product?.price, 9.9)
    assert.equal(product?.currency, "EUR")
    assert.equal(product?.url, PAGE)
  }
})

test("a type may be a list or a full address", () => {
  assert.ok(read({ ...BELL, "@type": ["Product", "Vehicle"] }))
  assert.ok(read({ ...BELL, "@type": "https://schema.org/Product" }))
  assert.equal(read({ ...BELL, "@type": "ProductCollection" }), undefined)
})

test("prices of every kind of offer", () => {
  const offers = [
    { "@type": "AggregateOffer", lowPrice: 5, highPrice: 9, priceCurrency: "EUR" },
    { "@type": "AggregateOffer", offers: [{ price: 5, priceCurrency: "EUR" }] },
    [{ price: "5", priceCurrency: "EUR" }, { price: 7 }],
    { priceSpecification: [{ price: "5.00", priceCurrency: "EUR" }] },
  ]
  for (const each of offers) {
    const { price, currency } = read({ ...BELL, offers: each }) ?? {}
    assert.deepEqual([price, currency], [5, "EUR"])
  }
  assert.equal(read({ ...BELL, offers: { price: "19,99" } })?.price, "19,99")
  assert.equal(read({ ...BELL, offers: undefined })?.price, undefined)
})

test("brand, category and picture in their many forms", () => {
  const image = { "@type": "ImageObject", name: "A picture", url: "/bell.jpg" }
  const product = read({ ...BELL, brand: { name: "Ding" }, category: ["Parts", { name: "Bells" }], image: [image] })
  assert.equal(product?.brand, "Ding")
  assert.equal(product?.category, "Parts > Bells")
  assert.equal(product?.image_url, "https://shop.example/bell.jpg")
  assert.equal(read({ ...BELL, brand: "Ding", image: "bell.jpg" })?.brand, "Ding")
})

test("of several products the one that names the page", () => {
  const other = { ...BELL, sku: "other", url: "/other" }
  assert.equal(read([other, { ...BELL, url: "https://shop.example/bell?ref=1" }])?.product_id, "bell")
  assert.equal(read([other, { ...BELL, sku: "third" }]), undefined)
})

test("a list of products is about none of them", () => {
  assert.equal(read({ "@type": "ItemList", itemListElement: [{ "@type": "ListItem", item: BELL }] }), undefined)
})

test("of a group the variant that names the page, else the first", () => {
  const variants = ["red", "blue"].map((sku) => ({ "@type": "Product", sku, offers: { url: `/bell?ref=${sku}`, price: 1 } }))
  const group = { "@type": "ProductGroup", productGroupID: "bells", name: "Bell", brand: "Ding", hasVariant: variants }
  assert.equal(read(group)?.product_id, "red")
  variants[1].offers.url = "/bell?ref=1"
  assert.equal(read(group)?.product_id, "blue")
  assert.equal(read(group)?.name, "Bell")
  assert.equal(read({ ...group, hasVariant: undefined })?.product_id, "bells")
})

test("what cannot be read is no product and hides no other", () => {
  assert.equal(readProduct(["{", null, "", "7", "null", '"x"', "[null]", "{}", '{"@type": 7}'], PAGE), undefined)
  assert.equal(readProduct(["{", JSON.stringify(BELL)], PAGE)?.product_id, "bell")
  assert.equal(read({ "@type": "Product" }), undefined)
})
