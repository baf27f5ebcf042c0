import tokens from "../../../widgets/tokens.css"
import { guard } from "../core/guard.js"
import { listen } from "../core/listen.js"
import { patch } from "../show/patch.js"
import { sheetOf } from "../show/sheetOf.js"
import { describeDecision } from "./describeDecision.js"
import { element } from "./element.js"
import styles from "./overlay.css"

const PREVIEW = "notesik.p"

/**
 * What the link has opened: in short for the button, and in words for the panel.
 *
 * @type {Record<string, (preview: import("../types.js").Preview, decisions: import("../types.js").Decision[]) => {short: string, words: string}>}
 */
const OPENED = {
  debug: (_, decisions) => ({
    short: `${decisions.filter(({ shown }) => shown).length} of ${decisions.length} shown`,
    words: decisions[0] ? "" : "There are no campaigns yet.",
  }),
  preview: ({ campaign, note }) => ({
    short: note ? "Preview is not here" : "Preview",
    words: note ?? `You see the campaign ${campaign} as visitors would, whatever its status and condition.`,
  }),
  nothing: ({ note }) => ({ short: "Link opens nothing", words: note ?? "Ask for a new link." }),
}

/**
 * What an owner sees who has followed a signed link: a button in the lower corner, and behind it why each campaign is
 * shown here or not. Follows every answer.
 *
 * @param {any} core
 */
export function createDebug({ tab }) {
  const count = element("span", { class: "count", "aria-live": "polite" })
  const opener = element("button", { class: "opener", type: "button", dir: "ltr", "aria-expanded": "false", "aria-controls": "panel" }, "Notesik", count)
  const shut = element("button", { class: "shut", type: "button", "aria-label": "Fold" }, "×")
  const opened = element("p", { class: "opened" })
  const list = element("ul", { class: "campaigns" })
  const known = element("pre", { class: "known", tabindex: "0" })
  const everything = element("details", { class: "context" }, element("summary", {}, "What is known of this visit"), known)
  const stop = element("button", { class: "stop", type: "button" }, "Stop in this tab")
  const panel = element(
    "section",
    { id: "panel", class: "panel", dir: "ltr", "aria-labelledby": "title", tabindex: "-1", hidden: "" },
    element("header", {}, element("h2", { id: "title" }, "What this page shows, and why"), shut),
    element("div", { class: "body" }, opened, list, everything),
    element("footer", {}, element("p", {}, "Only you see this, by your link."), stop),
  )
  const host = element("notesik-debug")
  const root = host.attachShadow({ mode: "open" })
  root.adoptedStyleSheets = [sheetOf(tokens), sheetOf(styles)]
  root.append(element("div", { part: "root", class: "notesik-debug", lang: "en" }, panel, opener))
  let given = list.cloneNode(true)
  let isStopped = false

  /** @param {{isOpen: boolean}} wanted */
  const turn = ({ isOpen }) => {
    panel.hidden = !isOpen
    opener.setAttribute("aria-expanded", String(isOpen))
    const target = isOpen ? panel : opener
    target.focus()
  }

  listen(opener, "click", () => turn({ isOpen: panel.hidden }))
  listen(shut, "click", () => turn({ isOpen: false }))
  listen(panel, "keydown", ({ key }) => key === "Escape" && turn({ isOpen: false }))
  listen(stop, "click", () => {
    isStopped = true
    tab.write(PREVIEW, null)
    host.remove()
  })

  return {
    /** @param {{preview: import("../types.js").Preview, decisions?: import("../types.js").Decision[], context?: object}} answer */
    update: guard(({ preview, decisions = [], context }) => {
      if (isStopped) return
      // In their own order, of priority: so each stays where it is, folded or not.
      const next = element("ul", { class: "campaigns" }, ...decisions.map(describeDecision))
      const copy = next.cloneNode(true)
      patch(list, given, next)
      given = copy
      const { short, words } = (OPENED[preview.opens] ?? OPENED.nothing)(preview, decisions)
      count.textContent = short
      opened.textContent = words
      opened.hidden = !words
      known.textContent = JSON.stringify(context ?? {}, null, 2)
      everything.hidden = !context
      if (!host.isConnected) document.documentElement.append(host) // frameworks may replace what is in the body
    }),
  }
}
