import { listen } from "../borrowed.js"
import { propertiesOf } from "./propertiesOf.js"

/**
 * What the shop's markup tells: `data-notesik-event` on what is clicked, or on a form that is sent;
 * `data-notesik-identify` on a form whose fields are traits.
 *
 * @param {import("./startReading.js").Core} core
 */
export function watchMarkup({ track, identify }) {
  /** @param {HTMLElement} element */
  const tell = (element) => {
    const { event, ...properties } = {
      ...propertiesOf(element.closest("[data-notesik-product-id]")),
      ...propertiesOf(element),
      ...fieldsOf(element, "notesikProperty"),
    }
    track(event, properties)
  }

  /** @param {Event & {target: any}} event */
  const hear = ({ type, target }) => {
    const isForm = type === "submit"
    const element = isForm ? target : target.closest("[data-notesik-event]")
    const { notesikEvent, notesikIdentify, notesikUserId } = element?.dataset ?? {}
    if (isForm && notesikIdentify !== undefined) identify(notesikUserId, fieldsOf(element, "notesikTrait"))
    if (notesikEvent && isForm === element.matches("form")) tell(element)
  }

  listen(document, "click", hear, true)
  listen(document, "submit", hear, true)
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
