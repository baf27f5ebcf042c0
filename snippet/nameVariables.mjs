import { variablesOf } from "./variablesOf.mjs"

/** The letters of names, the most frequent in code first. */
const LETTERS = [..."etnraoislcdumpfhgybvwkSxEIDTACNMLPRBOHGFjqUVWYKJzXZQ_$"]
const NAMES = [...LETTERS, ...LETTERS.flatMap((first) => LETTERS.map((second) => first + second))]
const WORDS = new Set(["as", "do", "if", "in", "of"])

/**
 * What the source calls a variable; two that were inlined into one scope have got numbers.
 *
 * @param {import("./variablesOf.mjs").Variable} variable
 */
const calledBy = ({ name }) => name.replace(/[$\d]+$/, "")

/**
 * Gives variables short names: what the source calls the same gets the same letter wherever it can. Then the same
 * words come again, `{target:e}` for instance, and pack better than the fewest letters would.
 *
 * @param {string} code
 * @param {boolean} module
 * @param {Record<string, string[]>} [found] names that were found to pack best (letters.json), by what the source calls
 *   a variable, in the order in which these come. A variable that is new has its letter as if there were none.
 */
export function nameVariables(code, module, found = {}) {
  const { variables, globals } = variablesOf(code, module)
  /** @type {Record<string, import("./variablesOf.mjs").Variable[]>} */
  const groups = Object.create(null)
  for (const variable of variables) (groups[calledBy(variable)] ??= []).push(variable)
  const isFree = (/** @type {import("./variablesOf.mjs").Variable} */ variable, /** @type {string | undefined} */ letter) =>
    letter && !globals.has(letter) && !WORDS.has(letter) && [...variable.rivals].every((rival) => rival.letter !== letter)

  for (const [name, group] of Object.entries(groups)) {
    group.forEach((variable, index) => {
      const letter = Object.hasOwn(found, name) ? found[name][index] : undefined
      if (isFree(variable, letter)) variable.letter = letter
    })
  }
  const weight = (/** @type {import("./variablesOf.mjs").Variable[]} */ group) => group.reduce((sum, { places }) => sum + places.length, 0)
  for (const group of Object.values(groups).sort((one, other) => weight(other) - weight(one))) {
    let usual = group.find(({ letter }) => letter)?.letter
    for (const variable of group) {
      variable.letter ??= isFree(variable, usual) ? usual : NAMES.find((name) => isFree(variable, name))
      usual ??= variable.letter
    }
  }
  return { variables, groups, write: () => written(code, variables) }
}

/**
 * @param {string} code
 * @param {import("./variablesOf.mjs").Variable[]} variables
 */
function written(code, variables) {
  const places = variables.flatMap(({ places, letter }) => places.map((place) => ({ ...place, letter })))
  let shorter = ""
  let at = 0
  for (const { start, end, before, after, letter } of places.sort((one, other) => one.start - other.start)) {
    shorter += code.slice(at, start) + before + letter + after
    at = end
  }
  return shorter + code.slice(at)
}
