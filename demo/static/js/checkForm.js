/**
 * Says in words what is missing or wrong in a form, at each field, and leads to the first.
 *
 * @returns whether nothing is
 */
export function checkForm(form, words) {
  const fields = [...form.querySelectorAll("input[data-missing]")].filter((field) => !field.matches(":disabled"))
  const wrong = fields.filter((field) => !checkField(field))
  for (const field of fields) field.oninput = () => field.getAttribute("aria-invalid") && checkField(field)
  const summary = form.querySelector("[data-faults]")
  summary.hidden = !wrong.length
  summary.textContent = wrong.length ? words("checkout.faults", { n: wrong.length }) : ""
  wrong[0]?.focus()
  return !wrong.length
}

function checkField(field) {
  const { missing, wrong } = field.dataset
  const fault = !field.value.trim() ? missing : wrong && !/^\S+@\S+\.\S+$/.test(field.value.trim()) ? wrong : ""
  const place = document.getElementById(`${field.id}-fault`)
  place.textContent = fault
  place.hidden = !fault
  if (fault) {
    field.setAttribute("aria-invalid", "true")
    field.setAttribute("aria-describedby", place.id)
  } else {
    field.removeAttribute("aria-invalid")
    field.removeAttribute("aria-describedby")
  }
  return !fault
}
