/**
 * Builds the browser snippet: `node build.mjs [--out FOLDER]` (default: dist/).
 *
 * The core is a classic script whose address never changes; the rest is an ES module named after its content, so that
 * it may be cached for ever. Its name is built into the core, which loads it.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { brotliBytes, bundles, HERE } from "./bundles.mjs"
import { nameVariables } from "./nameVariables.mjs"

const { values } = parseArgs({ options: { out: { type: "string", default: join(HERE, "dist") } } })
const found = JSON.parse(readFileSync(join(HERE, "letters.json"), "utf8"))
const rest = Buffer.from(nameVariables(await bundles.rest(), true, found.rest).write())
const restFile = `rest-${createHash("sha256").update(rest).digest("hex").slice(0, 8)}.js`
const core = Buffer.from(nameVariables(await bundles.core(restFile), false, found.core).write())

/** @type {[string, Uint8Array][]} */
const files = [["notesik.js", core], [`notesik/${restFile}`, rest]]
rmSync(values.out, { recursive: true, force: true })
mkdirSync(join(values.out, "notesik"), { recursive: true })
const manifest = files.map(([file, contents]) => {
  writeFileSync(join(values.out, file), contents)
  const integrity = "sha384-" + createHash("sha384").update(contents).digest("base64")
  return { file, bytes: contents.length, brotli: brotliBytes(contents), integrity }
})
writeFileSync(join(values.out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n")
console.table(manifest, ["file", "bytes", "brotli"])
