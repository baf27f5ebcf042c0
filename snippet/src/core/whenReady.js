import { listen } from "./listen.js"

/**
 * Runs once the visitor really is on the page (not while it is prerendered) and its markup is there.
 *
 * @param {() => void} run
 */
export function whenReady(run) {
  // @ts-ignore: not in every browser
  const until = document.prerendering ? "prerenderingchange" : document.readyState === "loading" && "readystatechange"
  if (until) listen(document, until, () => whenReady(run), { once: true })
  else run()
}
