// The shop's scripts: each page's part is started where its elements are. Nothing here knows of anything but the shop.
import { keepBadge } from "./js/badge.js"
import { openCart } from "./js/cart.js"
import { startCartPage } from "./js/cartPage.js"
import { startCheckout } from "./js/checkout.js"
import { startLists } from "./js/lists.js"
import { createMoney } from "./js/money.js"
import { pageData } from "./js/pageData.js"
import { mendPictures } from "./js/pictures.js"
import { startProduct } from "./js/product.js"
import { startThanks } from "./js/thanks.js"
import { createWords } from "./js/words.js"

const data = pageData()
const shop = {
  data,
  cart: openCart(data.shop),
  money: createMoney(data),
  words: createWords(data),
}

const starts = {
  home: startLists,
  category: startLists,
  search: startLists,
  product: startProduct,
  cart: startCartPage,
  checkout: startCheckout,
  "thank-you": startThanks,
}

mendPictures()
keepBadge(shop)
starts[data.page]?.(shop)
