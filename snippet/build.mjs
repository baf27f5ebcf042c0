/**
 * Builds the browser snippet: `node build.mjs [--out FOLDER]` (default: dist/).
 *
 * The core is a classic script whose address never changes; every other part is an ES module named after its content,
 * so that it may be cached for ever. A part's name is built into the core, which loads it.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, existsSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { brotliCompressSync, constants } from "node:zlib"
import { build } from "esbuild"
import { minify } from "terser"

const HERE = dirname(fileURLToPath(import.meta.url))
const WIDGETS = join(HERE, "..", "widgets")

/**
 * Properties that only we know get names of a letter: neither the wire, nor the page may have one of them. Which letter
 * each gets was tried until the files packed best; a new name takes one that is free.
 *
 * What only the core knows, no other part.
 */
const PRIVATE = {
  adopt: "X", clear: "F", describe: "W", dispatch: "ne", empty: "B", enter: "k", identity: "A", isArriving: "Z",
  isAwaited: "Q", isDefault: "S", isFresh: "en", keep: "L", leave: "G", list: "P", load: "O", lock: "D", note: "te",
  number: "q", onAnswer: "U", onSettled: "C", outbox: "$", pages: "ee", queue: "H", readdress: "j", reload: "R",
  resume: "I", retryAfter: "M", ring: "w", route: "Y", scan: "J", sender: "tr", settle: "_", shower: "K", sort: "N",
  stated: "er", trackProduct: "E", tracker: "tt", unlock: "V", untoldProduct: "z", verdict: "T", view: "tn", visit: "x",
  waitMs: "et",
}

/** What the core and a part hand each other. */
const SHARED = {
  base: "e", forget: "t", guard: "f", later: "a", listen: "r", mend: "l", onGrown: "y", onScreen: "u", place: "d",
  post: "i", productOf: "p", read: "n", session: "m", store: "g", tab: "h", take: "o", touch: "b", update: "c",
  watchPage: "s", write: "v",
}

/** What only the part that shows widgets knows, their scripts with it. */
const PRIVATE_OF_SHOW = {
  ask: "I", askedMs: "_", dialog: "V", fill: "x", fire: "k", isHeldOut: "z", isShown: "D", isWaiting: "w", kind: "E",
  leave: "G", look: "M", ring: "U", root: "q", settle: "W", sheet: "O", startTrigger: "Z", stop: "S", tellSeen: "P",
  turn: "B",
}

/**
 * @param {string} entry
 * @param {Record<string, string>} letters
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<Uint8Array>}
 */
async function bundle(entry, letters, options) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: HERE,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    charset: "utf8",
    legalComments: "none",
    target: "es2022",
    plugins: [widgetScripts],
    mangleCache: letters,
    mangleProps: new RegExp(`^(${Object.keys(letters).join("|")})$`),
    ...options,
  })
  return shrunk(outputFiles[0].text, options.format === "esm")
}

/** The widgets' scripts as one table, by the names of their folders. */
const widgetScripts = {
  name: "widget-scripts",
  /** @param {import("esbuild").PluginBuild} build */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^widgets:scripts$/ }, ({ path }) => ({ path, namespace: "widgets" }))
    onLoad({ filter: /./, namespace: "widgets" }, () => {
      const names = readdirSync(WIDGETS).filter((name) => existsSync(join(WIDGETS, name, "script.js"))).sort()
      const lines = names.map((name) => `import ${name} from "./${name}/script.js"`)
      return { contents: `${lines.join("\n")}\nexport const scripts = { ${names} }`, resolveDir: WIDGETS }
    })
  },
}

/** The letters of names, the most frequent in code first. */
const LETTERS = "etnraoislcdumpfhgybvwkSxEIDTACNMLPRBOHGFjqUVWYKJzXZQ_$"

/**
 * The names of variables: one letter, then two.
 *
 * @param {number} index
 * @returns {string}
 */
const nameOf = (index) =>
  (index < LETTERS.length ? "" : nameOf(Math.floor(index / LETTERS.length) - 1)) + LETTERS[index % LETTERS.length]

/**
 * What esbuild leaves in, a second minifier takes out: about a twentieth. It names the variables, too: names that are
 * given once compress better.
 *
 * @param {string} code
 * @param {boolean} module
 * @returns {Promise<Uint8Array>}
 */
async function shrunk(code, module) {
  const even = { arrows: false, if_return: false, inline: 1 } // the same words everywhere pack better than fewer words
  const compress = { ...even, passes: 4, ecma: 2022, keep_fargs: false, pure_getters: true, unsafe_arrows: true, unsafe_methods: true }
  const mangle = { nth_identifier: { get: nameOf } }
  const { code: shorter = "" } = await minify(code, { module, compress, mangle, format: { ecma: 2022 } })
  return new TextEncoder().encode(shorter)
}

/** @param {Uint8Array} contents */
function brotliBytes(contents) {
  return brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}

/**
 * @param {Map<string, Uint8Array>} files collects what was built
 * @param {string} name
 * @param {string} entry
 * @param {Record<string, string>} letters
 * @returns {Promise<string>} the part's name
 */
async function buildPart(files, name, entry, letters) {
  const contents = await bundle(entry, letters, { format: "esm" })
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8)
  const file = `${name}-${hash}.js`
  files.set(`notesik/${file}`, contents)
  return file
}

async function buildAll() {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map()
  const show = await buildPart(files, "show", "src/show.js", { ...PRIVATE_OF_SHOW, ...SHARED })
  const read = await buildPart(files, "read", "src/commerce/startReading.js", SHARED)
  const parts = { SHOW: show, READ: read }
  const define = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, JSON.stringify(text)]))
  files.set("notesik.js", await bundle("src/notesik.js", { ...PRIVATE, ...SHARED }, { format: "iife", define }))
  return files
}

const { values } = parseArgs({ options: { out: { type: "string", default: join(HERE, "dist") } } })
const files = await buildAll()
rmSync(values.out, { recursive: true, force: true })
mkdirSync(join(values.out, "notesik"), { recursive: true })
const manifest = [...files].sort().map(([file, contents]) => {
  writeFileSync(join(values.out, file), contents)
  const integrity = "sha384-" + createHash("sha384").update(contents).digest("base64")
  return { file, bytes: contents.length, brotli: brotliBytes(contents), integrity }
})
writeFileSync(join(values.out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n")
console.table(manifest, ["file", "bytes", "brotli"])
