import assert from "node:assert/strict"
import { test } from "node:test"
import { guard } from "../src/core/guard.js"
import { parseJsonLd } from "../src/commerce/parseJsonLd.js"
import { productOf } from "../src/commerce/productOf.js"

const PAGE = "https://shop.example/bell?ref=1#reviews"
const BELL = { "@type": "Product", sku: "bell", name: "Bell", offers: { "@type": "Offer", price: "9.90", priceCurrency: "EUR" } }

/** @param {...any} nodes */
const read = (...nodes) => readTexts(nodes.map((node) => JSON.stringify(node)))

/** @param {(string | null)[]} texts */
const readTexts = (texts) => productOf(texts.map((text) => guard(parseJsonLd)(text ?? "")), PAGE)

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
  assert.equal(readTexts(["{", null, "", "7", "null", '"x"', "[null]", "{}", '{"@type": 7}']), undefined)
  assert.equal(readTexts(["{", JSON.stringify(BELL)])?.product_id, "bell")
  assert.equal(read({ "@type": "Product" }), undefined)
})

test("comments, CDATA, commas too many and line breaks inside texts hide nothing", () => {
  const json = JSON.stringify({ ...BELL, name: 'A "loud" bell // not: a, comment', url: "https://shop.example/x" })
  const texts = [
    `<!-- ${json} -->`,
    `//<![CDATA[\n${json}\n//]]>`,
    `/* the product */ ${json} // end`,
    json.replace(/}$/, ",}"),
    json.replace("A ", "A \n\t\u0000"),
  ]
  for (const text of texts) {
    const product = readTexts([text])
    assert.equal(product?.product_id, "bell")
    assert.match(String(product?.name), /^A +"loud" bell \/\/ not: a, comment$/)
    assert.equal(product?.url, "https://shop.example/x")
  }
})

test("microdata's lists of values are read as JSON-LD's values", () => {
  const offer = { "@type": "https://schema.org/Offer", price: ["19,99"], priceCurrency: ["PLN"], url: ["/bell?ref=1"] }
  const brand = { "@type": "https://schema.org/Brand", name: ["Ding"] }
  const node = { "@type": "https://schema.org/Product", sku: ["bell"], brand: [brand], offers: [offer], image: ["/bell.jpg"] }
  const other = { ...node, sku: ["other"], offers: [{ ...offer, url: ["/other"] }] }
  const product = productOf([node, other], PAGE)
  assert.equal(product?.product_id, "bell")
  assert.deepEqual([product?.price, product?.currency, product?.brand], ["19,99", "PLN", "Ding"])
  assert.equal(product?.image_url, "https://shop.example/bell.jpg")
})
