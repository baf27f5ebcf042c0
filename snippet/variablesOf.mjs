/**
 * The variables of a program and which of them may share a name, as build.mjs needs it to name them.
 *
 * @typedef {object} Scope
 * @property {Scope | undefined} outer
 * @property {boolean} isFunction
 * @property {Map<string, Variable>} variables
 *
 * @typedef {object} Variable
 * @property {string} name in the source
 * @property {Scope} scope where it is declared
 * @property {Set<Scope>} seenIn where it is used, and what lies between there and its declaration
 * @property {{start: number, end: number, before: string, after: string}[]} places `before` and `after` are added to its name there
 * @property {Set<Variable>} rivals must have another name
 * @property {string} [letter]
 */
import { parse } from "acorn"

/**
 * @param {string} code
 * @param {boolean} module
 * @returns {{variables: Variable[], globals: Set<string>}}
 */
export function variablesOf(code, module) {
  /** @type {[Scope, string, {start: number, end: number}, string?, string?][]} */
  const uses = []
  const open = (/** @type {Scope | undefined} */ outer, isFunction = false) => ({ outer, isFunction, variables: new Map() })

  /** @param {Scope} scope @param {string} name */
  const declare = (scope, name) => {
    if (!scope.variables.has(name)) {
      scope.variables.set(name, { name, scope, seenIn: new Set(), places: [], rivals: new Set() })
    }
  }
  const functionOf = (/** @type {any} */ scope) => (scope.isFunction ? scope : functionOf(scope.outer))

  /** @param {any} node @param {Scope} scope @param {Scope} [home] where its names are declared, if they are @param {string} [before] */
  const pattern = (node, scope, home, before) => {
    if (!node) return
    if (node.type === "Identifier") {
      if (home) declare(home, node.name)
      uses.push([scope, node.name, node, before])
    } else if (node.type === "AssignmentPattern") {
      pattern(node.left, scope, home, before)
      walk(node.right, scope)
    } else if (node.type === "RestElement") pattern(node.argument, scope, home)
    else if (node.type === "ArrayPattern") node.elements.forEach((/** @type {any} */ each) => pattern(each, scope, home))
    else if (node.type === "ObjectPattern") node.properties.forEach((/** @type {any} */ each) => property(each, scope, home))
    else walk(node, scope)
  }
  /** @param {any} node @param {Scope} scope @param {Scope} [home] */
  const property = (node, scope, home) => {
    if (node.type === "RestElement") return pattern(node, scope, home)
    if (node.computed) walk(node.key, scope)
    pattern(node.value, scope, home, node.shorthand ? node.key.name + ":" : undefined)
  }
  /** @param {any} node @param {Scope} scope */
  const enter = (node, scope) => {
    const inner = open(scope, true)
    const home = node.type === "FunctionDeclaration" ? scope : inner
    if (node.id) pattern(node.id, home, node.type === "FunctionDeclaration" ? functionOf(scope) : inner)
    node.params.forEach((/** @type {any} */ each) => pattern(each, inner, inner))
    if (node.body.type === "BlockStatement") node.body.body.forEach((/** @type {any} */ each) => walk(each, inner))
    else walk(node.body, inner)
  }

  /** @type {Record<string, (node: any, scope: Scope) => void>} */
  const ways = {
    Identifier: (node, scope) => uses.push([scope, node.name, node]),
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    VariableDeclaration: ({ kind, declarations }, scope) =>
      declarations.forEach((/** @type {any} */ { id, init }) => {
        pattern(id, scope, kind === "var" ? functionOf(scope) : scope)
        walk(init, scope)
      }),
    BlockStatement: (node, scope) => children(node, open(scope)),
    ForStatement: (node, scope) => children(node, open(scope)),
    ForInStatement: (node, scope) => children(node, open(scope)),
    ForOfStatement: (node, scope) => children(node, open(scope)),
    SwitchStatement: (node, scope) => children(node, open(scope)),
    CatchClause({ param, body }, scope) {
      const inner = open(scope)
      pattern(param, inner, inner)
      children(body, inner)
    },
    MemberExpression({ object, property, computed }, scope) {
      walk(object, scope)
      if (computed) walk(property, scope)
    },
    Property({ key, value, computed, shorthand }, scope) {
      if (computed) walk(key, scope)
      if (shorthand) uses.push([scope, value.name, value, key.name + ":"])
      else walk(value, scope)
    },
    AssignmentExpression({ left, right }, scope) {
      pattern(left, scope)
      walk(right, scope)
    },
    ExportSpecifier: ({ local, exported }, scope) =>
      uses.push([scope, local.name, local, "", local.start === exported.start ? " as " + exported.name : ""]),
    LabeledStatement: ({ label }) => {
      throw new Error(`label ${label.name}: this code has none, so nothing here knows them`)
    },
    ClassDeclaration: ({ id }) => {
      throw new Error(`class ${id.name}: this code has none, so nothing here knows them`)
    },
  }
  /** @param {any} node @param {Scope} scope */
  const children = (node, scope) =>
    Object.values(node).flat().forEach((each) => each?.type && walk(each, scope))
  /** @param {any} node @param {Scope} scope */
  const walk = (node, scope) => node && (ways[node.type] ?? children)(node, scope)

  children(parse(code, { ecmaVersion: 2022, sourceType: module ? "module" : "script" }), open(undefined, true))
  return resolved(uses)
}

/**
 * @param {[Scope, string, {start: number, end: number}, string?, string?][]} uses
 * @returns {{variables: Variable[], globals: Set<string>}}
 */
function resolved(uses) {
  /** @type {Set<Variable>} */
  const found = new Set()
  /** @type {Set<string>} */
  const globals = new Set()
  for (const [scope, name, { start, end }, before = "", after = ""] of uses) {
    const between = []
    /** @type {Scope | undefined} */
    let home = scope
    while (home && !home.variables.has(name)) {
      between.push(home)
      home = home.outer
    }
    const variable = home?.variables.get(name)
    if (variable) {
      found.add(variable)
      variable.places.push({ start, end, before, after })
      for (const each of [...between, variable.scope]) variable.seenIn.add(each)
    } else globals.add(name)
  }
  const variables = [...found]
  for (const one of variables) {
    for (const other of variables) {
      if (one !== other && (one.seenIn.has(other.scope) || other.seenIn.has(one.scope))) one.rivals.add(other)
    }
  }
  return { variables, globals }
}
