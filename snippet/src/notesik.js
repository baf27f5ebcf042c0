import { guard } from "./core/guard.js"
import { whenReady } from "./core/whenReady.js"
import { startNotesik } from "./startNotesik.js"

/**
 * The tag: `<script async src="…/notesik.js" data-site="WRITE_KEY"></script>`. Twice on a page it runs once. Where the
 * parts are and where the calls go is said from the script's own address on; `keys` begins the names in storage.
 */
guard(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript ?? document.querySelector("script[data-site]"))
  /** @type {Record<string, string>} */
  const tag = { parts: "notesik/", calls: "v1/", keys: "notesik", ...script.dataset }
  for (const name of ["parts", "calls"]) tag[name] = new URL(tag[name], script.src).href

  // @ts-ignore: the page's queue, if it has one; it stays the same array, since the page may hold on to it
  const { notesik } = window
  const calls = Array.isArray(notesik) ? notesik : []
  const queue = Object.isExtensible(calls) ? calls : []
  if (!tag.site || queue.isNotesik) return
  queue.isNotesik = true
  // @ts-ignore
  window.notesik = queue

  const start = () => {
    const past = calls.map((call) => Array.from(call ?? []))
    queue.length = 0
    const api = startNotesik(tag, past)
    Object.assign(queue, api)
    queue.push = guard((...more) => {
      for (const [name, ...given] of more) queue[name]?.(...given)
      return more.length
    })
  }

  whenReady(guard(start))
})()
