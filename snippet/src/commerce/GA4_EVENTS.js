/**
 * GA4's recommended events, and the Segment events that they are here.
 *
 * @type {Record<string, string>}
 */
export const GA4_EVENTS = {
  // @ts-ignore: so that an event called "constructor" is not in the table
  __proto__: null,
  view_item: "Product Viewed",
  view_item_list: "Product List Viewed",
  select_item: "Product Clicked",
  add_to_cart: "Product Added",
  remove_from_cart: "Product Removed",
  view_cart: "Cart Viewed",
  search: "Products Searched",
  view_search_results: "Products Searched",
  add_to_wishlist: "Product Added to Wishlist",
  begin_checkout: "Checkout Started",
  add_shipping_info: "Checkout Step Completed",
  add_payment_info: "Payment Info Entered",
  purchase: "Order Completed",
  refund: "Order Refunded",
  view_promotion: "Promotion Viewed",
  select_promotion: "Promotion Clicked",
}
