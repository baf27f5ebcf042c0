// What the shop tells its analytics, in GA4's words: ecommerce objects in the dataLayer, and gtag's arguments.
window.dataLayer = window.dataLayer || []

function gtag() {
  window.dataLayer.push(arguments)
}

/** An ecommerce event; the object before it is cleared first, as Google asks. */
export function tell(event, ecommerce) {
  window.dataLayer.push({ ecommerce: null })
  window.dataLayer.push({ event, ecommerce })
}

/** The same for what the shop's older pages send through gtag. */
export function tellByTag(event, parameters) {
  gtag("event", event, parameters)
}
