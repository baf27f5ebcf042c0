import { listen } from "../core/listen.js"
import { propertiesOf } from "./propertiesOf.js"

/**
 * What the shop's markup tells: `data-notesik-event` on what is clicked, or on a form that is sent;
 * `data-notesik-identify` on a form whose fields are traits.
 *
 * @param {(event: string, properties: Record<string, any>) => any} track
 * @param {(userId: string | undefined, traits: Record<string, any>) => any} identify
 */
export function watchMarkup(track, identify) {
  /** @param {HTMLElement} element */
  const tell = (element) => {
    const { event, ...properties } = {
      ...propertiesOf(element.closest("[data-notesik-product-id]")),
      ...propertiesOf(element),
      ...fieldsOf(element, "notesikProperty"),
    }
    track(event, properties)
  }

  listen(
    document,
    "click",
    ({ target }) => {
      const element = target.closest("[data-notesik-event]")
      if (element && element.localName !== "form") tell(element)
    },
    { capture: true },
  )
  listen(
    document,
    "submit",
    ({ target }) => {
      const { notesikEvent, notesikIdentify, notesikUserId } = target.dataset
      if (notesikIdentify !== undefined) identify(notesikUserId, fieldsOf(target, "notesikTrait"))
      if (notesikEvent) tell(target)
    },
    { capture: true },
  )
}

/**
 * The fields of a form that say what they are; no other is looked at.
 *
 * @param {any} form
 * @param {"notesikTrait" | "notesikProperty"} name
 */
function fieldsOf(form, name) {
  /** @type {Record<string, any>} */
  const fields = {}
  for (const { dataset, type, checked, value } of form.elements ?? []) {
    if (!dataset[name] || (type === "radio" && !checked)) continue
    fields[dataset[name]] = type === "checkbox" ? checked : value
  }
  return fields
}
