import { guard } from "./core/guard.js"
import { whenReady } from "./core/whenReady.js"
import { startNotesik } from "./startNotesik.js"

/** The tag: `<script async src="…/notesik.js" data-site="WRITE_KEY"></script>`. Twice on a page it runs once. */
guard(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript ?? document.querySelector("script[data-site]"))
  const writeKey = script.dataset.site
  const base = new URL(".", script.src).href

  // @ts-ignore: the page's queue, if it has one; it stays the same array, since the page may hold on to it
  const { notesik } = window
  const queue = Array.isArray(notesik) && Object.isExtensible(notesik) ? notesik : []
  if (!writeKey || queue.isNotesik) return
  queue.isNotesik = true
  // @ts-ignore
  window.notesik = queue

  whenReady(() => {
    const past = queue === notesik ? queue.splice(0) : [...(Array.isArray(notesik) ? notesik : [])]
    const api = startNotesik(base, writeKey, past.map((call) => Array.from(call ?? [])))
    for (const name in api) queue[name] = guard(api[name])
    queue.push = guard((...calls) => {
      for (const [name, ...given] of calls) queue[name]?.(...given)
      return calls.length
    })
  })
})()
