/**
 * Looks for names of variables by which the files pack better, and writes them to letters.json: `node findLetters.mjs
 * [--seconds 120] [--part core|rest]`. It goes on from what is there; after a change of the source it is worth a run. The
 * rest comes first, and is built, since its name is in the core.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { brotliBytes, bundles, HERE } from "./bundles.mjs"
import { nameVariables } from "./nameVariables.mjs"

const TRIED = [..."etnraoislcdumpfhgybvwk"]
const FILE = join(HERE, "letters.json")

/**
 * Two letters change places around one variable, as far as it has to be: what packs no worse stays.
 *
 * @param {ReturnType<typeof nameVariables>} named
 * @param {number} untilMs
 */
function improve({ variables, write }, untilMs) {
  let least = brotliBytes(write())
  while (Date.now() < untilMs) {
    const variable = variables[Math.floor(Math.random() * variables.length)]
    const letter = TRIED[Math.floor(Math.random() * TRIED.length)]
    const chain = chainOf(variable, letter)
    const before = variable.letter
    for (const [each, had] of chain) each.letter = had === letter ? before : letter
    const bytes = brotliBytes(write())
    if (bytes <= least) least = bytes
    else for (const [each, had] of chain) each.letter = had
  }
  return least
}

/**
 * @param {import("./variablesOf.mjs").Variable} first
 * @param {string} letter
 * @returns {Map<import("./variablesOf.mjs").Variable, string | undefined>} all that have to change, with what they had
 */
function chainOf(first, letter) {
  const chain = new Map([[first, first.letter]])
  for (const [variable, had] of chain) {
    const wanted = had === letter ? first.letter : letter
    for (const rival of variable.rivals) if (rival.letter === wanted) chain.set(rival, rival.letter)
  }
  return chain
}

const { values } = parseArgs({ options: { seconds: { type: "string", default: "120" }, part: { type: "string" } } })
const parts = values.part ? [values.part] : ["rest", "core"]
for (const part of parts) {
  const found = JSON.parse(readFileSync(FILE, "utf8"))
  const code = part === "rest" ? await bundles.rest() : await bundles.core(readdirSync(join(HERE, "dist/notesik"))[0])
  const named = nameVariables(code, part === "rest", found[part])
  console.log(part, brotliBytes(named.write()), "to", improve(named, Date.now() + Number(values.seconds) * 1000))
  const letters = Object.entries(named.groups).map(([name, group]) => [name, group.map(({ letter }) => letter)])
  const latest = JSON.parse(readFileSync(FILE, "utf8")) // another run may have written the other part's meanwhile
  latest[part] = Object.fromEntries(letters.sort())
  writeFileSync(FILE, JSON.stringify(latest).replaceAll("],", "],\n").replaceAll("{", "{\n") + "\n")
}
