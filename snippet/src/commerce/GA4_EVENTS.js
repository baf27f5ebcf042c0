/**
 * GA4's recommended events, the Segment events that they are here, and how the items go along:
 * `each` = an event for every item, `all` = one event with `products`, `order` = the same with its revenue, `none` = no
 * products.
 *
 * @type {Record<string, [event: string, shape: "each" | "all" | "order" | "none"]>}
 */
export const GA4_EVENTS = {
  // @ts-ignore: so that an event called "constructor" is not in the table
  __proto__: null,
  view_item: ["Product Viewed", "each"],
  view_item_list: ["Product List Viewed", "all"],
  select_item: ["Product Clicked", "each"],
  add_to_cart: ["Product Added", "each"],
  remove_from_cart: ["Product Removed", "each"],
  view_cart: ["Cart Viewed", "all"],
  search: ["Products Searched", "none"],
  view_search_results: ["Products Searched", "none"],
  add_to_wishlist: ["Product Added to Wishlist", "each"],
  begin_checkout: ["Checkout Started", "all"],
  add_shipping_info: ["Checkout Step Completed", "all"],
  add_payment_info: ["Payment Info Entered", "all"],
  purchase: ["Order Completed", "order"],
  refund: ["Order Refunded", "order"],
  view_promotion: ["Promotion Viewed", "none"],
  select_promotion: ["Promotion Clicked", "none"],
}
