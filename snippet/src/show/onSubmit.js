import { later, listen } from "../borrowed.js"

const PATIENCE_MS = 8_000

/**
 * Sends what the visitor has put into a widget's form, and says how that goes. The browser's own checks come first. The
 * answer of the server brings the widget's next markup; without a connection what was sent waits in the queue.
 *
 * @param {ShadowRoot} root
 * @param {(event: string, facts: {fields: Record<string, string[]>}) => void} tell
 */
export function onSubmit(root, tell) {
  /** @type {any} the form whose answer is awaited */
  let form
  let stop = () => {}

  const say = (/** @type {string} */ name) => {
    const status = form.querySelector("[role=status]")
    if (status) status.textContent = status.dataset[name] ?? ""
  }
  const rest = (/** @type {string} */ name) => {
    stop()
    form.ariaBusy = null
    say(name)
  }

  listen(root, "submit", (event) => {
    const { target } = event
    if (target.dataset.notesikAction !== "submit") return // not ours: an owner's own, or one that closes its dialog
    event.preventDefault()
    if (target.ariaBusy) return
    form = target
    /** @type {Record<string, string[]>} */
    const fields = {}
    for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(String(value))
    form.ariaBusy = "true"
    say("sending")
    tell("Form Submitted", { fields })
    stop = later(() => rest("kept"), navigator.onLine ? PATIENCE_MS : 0)
  })

  return {
    /** Whether the answer to a form is awaited. */
    isWaiting: () => !!form,
    /** The answer is on the page: who was here goes on where it says to, the first fault before all. */
    settle() {
      if (!form) return
      rest("")
      /** @type {HTMLElement | null} */
      const faulty = root.querySelector("[aria-invalid=true]")
      if (!faulty) form.reset() // the next question may have got the field of the last
      form = undefined
      const goal = faulty ?? /** @type {HTMLElement | null} */ (root.querySelector("[data-notesik-focus]:not([hidden])"))
      if ([root.host, document.body].includes(/** @type {HTMLElement} */ (document.activeElement))) goal?.focus()
    },
  }
}
