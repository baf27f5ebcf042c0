/** What the build puts together, before it names the variables. */
import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants } from "node:zlib"
import { parse } from "acorn"
import { build } from "esbuild"
import { minify } from "terser"

export const HERE = dirname(fileURLToPath(import.meta.url))
const WIDGETS = join(HERE, "..", "widgets")

/**
 * Properties that only we know get names of a letter: neither the wire, nor the page may have one of them. Which letter
 * each gets was tried until the files packed best; a new name takes one that is free.
 *
 * What only the core knows, no other part.
 */
const PRIVATE = {
  adopt: "M", clear: "S", describe: "A", dispatch: "z", empty: "F", enter: "s", identity: "X", isArriving: "R",
  isAwaited: "w", isDefault: "en", isFresh: "x", keep: "Q", leave: "H", list: "I", load: "J", lock: "$", note: "T",
  number: "B", onAnswer: "D", onSettled: "ee", outbox: "er", pages: "L", queue: "P", readdress: "O", reload: "q",
  resume: "j", retryAfter: "_", ring: "U", route: "Y", scan: "Z", sender: "tr", rest: "C", settle: "E", sort: "te",
  stated: "G", trackProduct: "K", tracker: "tt", unlock: "V", untoldProduct: "W", verdict: "N", view: "tn",
  visit: "ne", waitMs: "et",
}

/** What the core and the other part hand each other. */
const SHARED = {
  answer: "ae", base: "e", forget: "t", guard: "f", hear: "he", later: "a", listen: "r", mend: "l", observePage: "h",
  onGrown: "y", onScreen: "u", place: "d", post: "i", productOf: "p", read: "n", session: "m", store: "g", take: "o",
  tellTime: "k", touch: "b", update: "c", write: "v",
}

/** What only the other part knows, the widgets' scripts with it. */
const PRIVATE_OF_REST = {
  ask: "N", askedMs: "A", dialog: "V", fill: "C", fire: "w", isHeldOut: "x", isShown: "O", isWaiting: "D", kind: "q",
  leave: "H", look: "W", ring: "B", root: "Q", settle: "j", sheet: "_", startTrigger: "z", stop: "E", tellSeen: "S",
  turn: "P", watchPage: "s",
}

/**
 * @param {string} entry
 * @param {Record<string, string>} letters
 * @param {import("esbuild").BuildOptions} options
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
  const module = options.format === "esm"
  return shrunk(arrowed(outputFiles[0].text, module), module)
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
 * Its outermost functions as arrows: they may follow one another in one declaration, and need no `return`. None of them
 * is called before all are there.
 *
 * @param {string} code
 * @param {boolean} module
 */
function arrowed(code, module) {
  const { body } = /** @type {any} */ (parse(code, { ecmaVersion: 2022, sourceType: module ? "module" : "script" }))
  const functions = (module ? body : body[0].expression.callee.body.body).filter((/** @type {any} */ { type }) => type === "FunctionDeclaration")
  let shorter = ""
  let at = 0
  for (const { start, end, async, id, params, body } of functions) {
    const given = params.map((/** @type {any} */ each) => code.slice(each.start, each.end))
    shorter += `${code.slice(at, start)}var ${id.name}=${async ? "async" : ""}(${given})=>${code.slice(body.start, body.end)};`
    at = end
  }
  return shorter + code.slice(at)
}

/**
 * What esbuild leaves in, a second minifier takes out: about a twentieth.
 *
 * @param {string} code
 * @param {boolean} module
 */
async function shrunk(code, module) {
  const even = { conditionals: false, if_return: false, inline: 1 } // the same words everywhere pack better than fewer words
  const compress = { ...even, passes: 4, ecma: 2022, keep_fargs: false, pure_getters: true, unsafe_arrows: true }
  const { code: shorter = "" } = await minify(code, { module, compress, mangle: false, format: { ecma: 2022 } })
  return shorter
}

/**
 * The core's code or the other part's, short, but for the names of its variables.
 *
 * @type {{rest: () => Promise<string>, core: (rest: string) => Promise<string>}}
 */
export const bundles = {
  rest: () => bundle("src/rest.js", { ...PRIVATE_OF_REST, ...SHARED }, { format: "esm" }),
  /** @param {string} rest the other part's file */
  core: (rest) => bundle("src/notesik.js", { ...PRIVATE, ...SHARED }, { format: "iife", define: { REST: JSON.stringify(rest) } }),
}

/** @param {string | Uint8Array} contents */
export function brotliBytes(contents) {
  return brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}
