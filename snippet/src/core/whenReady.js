import { listen } from "./listen.js"

/**
 * Runs once the visitor really is on the page (not while it is prerendered) and its markup is there.
 *
 * @param {() => void} run
 */
export function whenReady(run) {
  // @ts-ignore: not in every browser
  if (document.prerendering) listen(document, "prerenderingchange", () => whenReady(run), { once: true })
  else if (document.readyState === "loading") {
    listen(document, "readystatechange", () => whenReady(run), { once: true })
  } else run()
}
