import { renamed } from "./renamed.js"

const NAMES = {
  item_id: "product_id",
  id: "product_id",
  item_name: "name",
  name: "name",
  item_brand: "brand",
  item_variant: "variant",
  price: "price",
  currency: "currency",
  quantity: "quantity",
  index: "position",
  discount: "discount",
  coupon: "coupon",
  image_url: "image_url",
  url: "url",
  item_list_id: "list_id",
}

/**
 * A GA4 item as a Segment product. GA4 asks for an id or a name: where there is no id, the name is it.
 *
 * @param {any} item
 * @returns {Record<string, any>}
 */
export function readItem(item) {
  const product = renamed(item, NAMES)
  const path = ["", 2, 3, 4, 5].map((level) => item["item_category" + level]).filter(Boolean)
  if (path[0]) product.category = path.join(" > ")
  if (product.product_id ?? product.name) product.product_id = String(product.product_id ?? product.name)
  return product
}
