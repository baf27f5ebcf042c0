/** What the build puts together, before it names the variables. */
import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants } from "node:zlib"
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
  adopt: "X", clear: "F", describe: "W", dispatch: "ne", empty: "B", enter: "k", identity: "A", isArriving: "Z",
  isAwaited: "Q", isDefault: "S", isFresh: "en", keep: "L", leave: "G", list: "P", load: "O", lock: "D", note: "te",
  number: "q", onAnswer: "U", onSettled: "C", outbox: "$", pages: "ee", queue: "H", readdress: "j", reload: "R",
  resume: "I", retryAfter: "M", ring: "w", route: "Y", scan: "J", sender: "tr", rest: "K", settle: "_", sort: "N",
  stated: "er", trackProduct: "E", tracker: "tt", unlock: "V", untoldProduct: "z", verdict: "T", view: "tn", visit: "x",
  waitMs: "et",
}

/** What the core and the other part hand each other. */
const SHARED = {
  base: "e", forget: "t", guard: "f", later: "a", listen: "r", mend: "l", onGrown: "y", observePage: "s", onScreen: "u", place: "d",
  post: "i", productOf: "p", read: "n", session: "m", store: "g", tab: "h", take: "o", touch: "b", update: "c",
  write: "v",
}

/** What only the other part knows, the widgets' scripts with it. */
const PRIVATE_OF_REST = {
  ask: "I", askedMs: "_", dialog: "V", fill: "x", fire: "k", isHeldOut: "z", isShown: "D", isWaiting: "w", kind: "E",
  leave: "G", look: "M", ring: "U", root: "q", settle: "W", sheet: "O", startTrigger: "Z", stop: "S", tellSeen: "P",
  turn: "B", watchPage: "H",
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
 * What esbuild leaves in, a second minifier takes out: about a twentieth.
 *
 * @param {string} code
 * @param {boolean} module
 */
async function shrunk(code, module) {
  const even = { arrows: false, conditionals: false, if_return: false, inline: 1 } // the same words everywhere pack better than fewer words
  const compress = { ...even, passes: 4, ecma: 2022, keep_fargs: false, pure_getters: true, unsafe_arrows: true, unsafe_methods: true }
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
