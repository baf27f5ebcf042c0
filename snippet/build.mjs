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

/** Properties that only the core knows: neither the wire, nor the page, nor another part. They get names of a letter. */
const PRIVATE = [
  ...["adopt", "clear", "describe", "dispatch", "empty", "enter", "identity", "isArriving", "isAwaited", "isDefault", "isFresh", "keep", "leave"],
  ...["list", "load", "lock", "note", "number", "onAnswer", "onSettled", "outbox", "pages", "queue", "readdress", "reload", "resume", "retryAfter"],
  ...["ring", "route", "scan", "sender", "settle", "shower", "sort", "stated", "trackProduct", "tracker", "unlock", "untoldProduct", "verdict"],
  ...["view", "visit", "waitMs"],
]

/** Properties of what the core and a part hand each other: the same letter in both. */
const SHARED = [
  ...["base", "forget", "guard", "later", "listen", "mend", "onGrown", "onScreen", "place", "post", "productOf", "read", "session", "store", "tab", "take", "touch", "update", "watchPage", "write"],
]

/** @type {Record<string, string | false>} what they are called instead */
const letters = {}

/** What only the part that shows widgets knows, their scripts with it. */
const PRIVATE_OF_SHOW = [
  ...["ask", "askedMs", "dialog", "fill", "fire", "isHeldOut", "isShown", "isWaiting", "kind", "leave", "look", "ring", "root", "settle"],
  ...["sheet", "startTrigger", "stop", "take", "tellSeen", "turn"],
]

/** @param {string[]} names */
const only = (names) => new RegExp(`^(${names.join("|")})$`)

/**
 * @param {string} entry
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<Uint8Array>}
 */
async function bundle(entry, options) {
  const { outputFiles, mangleCache } = await build({
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
    mangleProps: only(SHARED),
    ...options,
  })
  Object.assign(letters, Object.fromEntries(Object.entries(mangleCache ?? {}).filter(([name]) => SHARED.includes(name))))
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
  const { code: shorter = "" } = await minify(code, { module, compress, format: { ecma: 2022 } })
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
 * @param {import("esbuild").BuildOptions} [options]
 * @returns {Promise<string>} the part's name
 */
async function buildPart(files, name, entry, options) {
  const contents = await bundle(entry, { format: "esm", ...options })
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8)
  const file = `${name}-${hash}.js`
  files.set(`notesik/${file}`, contents)
  return file
}

async function buildAll() {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map()
  const show = await buildPart(files, "show", "src/show.js", { mangleProps: only([...PRIVATE_OF_SHOW, ...SHARED]) })
  const read = await buildPart(files, "read", "src/commerce/startReading.js")
  const parts = { SHOW: show, READ: read }
  const define = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, JSON.stringify(text)]))
  files.set("notesik.js", await bundle("src/notesik.js", { format: "iife", define, mangleProps: only([...PRIVATE, ...SHARED]) }))
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
