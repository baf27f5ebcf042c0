import { element } from "./element.js"

const MAX_LENGTH = 160

/**
 * @param {unknown} value
 * @returns {string} as JSON, cut where it is long
 */
const inWords = (value) => {
  if (value === undefined || value === null) return "missing"
  const text = JSON.stringify(value)
  return text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH - 1) + "…" : text
}

/**
 * @param {import("../types.js").Tested} test
 * @returns {HTMLElement}
 */
const describeTest = ({ field = "", operator = "", expected, actual, holds, tests = [] }) => {
  const isGroup = !!tests[0]
  const what = [field, operator, isGroup ? "" : inWords(expected)].filter(Boolean).join(" ")
  return element(
    "li",
    { class: holds ? "test holds" : "test" },
    element("span", { class: "mark" }, element("span", { class: "unseen" }, holds ? "Holds: " : "Does not hold: ")),
    element("code", { class: "what" }, what),
    field ? element("span", { class: "actual" }, "Here: ", element("code", {}, inWords(actual))) : undefined,
    isGroup ? describeTests(tests) : undefined,
  )
}

/**
 * All that a condition tested: what was expected, and what was there.
 *
 * @param {import("../types.js").Tested[]} tests
 * @returns {HTMLElement}
 */
export function describeTests(tests) {
  return element("ul", { class: "tests" }, ...tests.map(describeTest))
}
