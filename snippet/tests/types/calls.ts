// What must compile, and what must not: checked by `npm run types`.
import type { RecommendedProduct, Shown } from "../../notesik"

const isTaken: Promise<boolean> = notesik.track("Size Chosen", { size: "M" })
const shown: Promise<Shown> = window.notesik.show("welcome")
const products: Promise<RecommendedProduct[]> = notesik.recommend("best_sellers", { limit: 4, productId: "7" })
const stop: () => void = notesik.on("event", ({ event }) => event?.toUpperCase())
notesik.push(["track", "Size Chosen", { size: "M" }], ["consent", { analytics: true }], ["reset"])
notesik.identify(undefined, { first_name: "Anna" })
notesik.identify({ first_name: "Anna" }, (isTaken) => isTaken === true)
notesik.identify(17)
notesik.identify("user-17", null, { token: "JWT" }, (isTaken) => isTaken === true)
export const results = [isTaken, shown, products, stop, notesik.hide("welcome"), notesik.page("Cart", { type: "cart" })]

// @ts-expect-error: an event has a name
notesik.track()
// @ts-expect-error: there is no such strategy
notesik.recommend("magic")
// @ts-expect-error: there is no such thing to hear of
notesik.on("click", () => {})
// @ts-expect-error: consent is yes or no
notesik.consent({ analytics: "granted" })
// @ts-expect-error: there is no such call
notesik.push(["tracks", "Size Chosen"])
