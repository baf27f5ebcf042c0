import { describeTests } from "./describeTests.js"
import { element } from "./element.js"
import { REASONS } from "./REASONS.js"

/**
 * One campaign: whether it is shown and why, in words; unfolded, all that was tested.
 *
 * @param {import("../types.js").Decision} decision
 * @returns {HTMLElement}
 */
export function describeDecision({ campaign, shown, reason, variant, detail, tests = [] }) {
  const why = REASONS[reason] ?? String(reason).replaceAll("_", " ")
  return element(
    "li",
    { class: shown ? "campaign shown" : "campaign" },
    element(
      "details",
      { "data-campaign": campaign },
      element(
        "summary",
        {},
        element("span", { class: "name" }, campaign),
        element("span", { class: "verdict" }, shown ? "Shown" : "Not shown"),
        element("span", { class: "why" }, why),
      ),
      variant ? element("p", { class: "fact" }, "Variant ", element("b", {}, variant)) : undefined,
      detail ? element("p", { class: "fact" }, detail) : undefined,
      tests[0] ? describeTests(tests) : element("p", { class: "fact quiet" }, "It has no condition: it is for everyone."),
    ),
  )
}
