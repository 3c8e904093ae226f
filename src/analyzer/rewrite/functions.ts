import { Fn } from '../ir/ops.js';
import type { Edge, FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { ts } from '../syntax.js';
import type { Edit } from './edit.js';
import { appendItems } from './lists.js';
import { refuse } from './refusal.js';
import type { Source } from './source.js';

/** A parameter to add at the end of a function's list. */
export interface NewParameter {
  readonly name: string;
  /** Its type, in TypeScript. */
  readonly type: string;
  /** What a caller passes: source text for that call. May import what it names there, or refuse. */
  readonly argument: (caller: {
    readonly source: Source;
    readonly call: ts.CallExpression | ts.NewExpression;
    readonly edge: Edge;
  }) => string;
}

/**
 * Adds a parameter to a function, and an argument to each of its calls, in all files; says what the parameter is called. Refuses where a call
 * may be out of sight: the function is used as a value, re-exported, a method that is called by what is not followed, or nobody calls it.
 */
export function addParameter(program: Program, edit: Edit, ref: FnRef, { name, type, argument }: NewParameter): string {
  const source = edit.source(ref.unit);
  const node = source.functionAt(ref.unit.ir.fn(ref.fn));
  const { ts: api } = source;
  if (node.parameters.some((one) => one.dotDotDotToken !== undefined)) refuse('a rest parameter is last');
  const callers = allCallers(program, edit, ref);
  const given = node.parameters.length;
  const local = edit.fresh(source, name);
  const isOptional = node.parameters.some((one) => one.questionToken ?? one.initializer);
  const text = source.style.isTypeScript ? `${local}: ${type}` : local;
  if (isOptional && callers.some(({ call }) => (call.arguments?.length ?? 0) < given)) refuse('a caller leaves an optional parameter out');
  appendParameter(edit, source, node, text);
  for (const { source: from, call, edge } of callers) {
    if ((call.arguments?.length ?? 0) !== given || call.arguments?.some((one) => api.isSpreadElement(one)))
      refuse('a call passes another number of arguments');
    edit.addArguments(from, call, [argument({ source: from, call, edge })]);
  }
  return local;
}

/** Adds the text of a parameter at the end of a function's list; `x => …` gets parentheses. */
export function appendParameter(edit: Edit, source: Source, node: ts.FunctionLikeDeclaration, text: string): void {
  const { parameters } = node;
  if (parameters.some((one) => one.dotDotDotToken !== undefined)) refuse('a rest parameter is last');
  const [first] = parameters;
  if (source.ts.isArrowFunction(node) && first !== undefined && !headOf(source, node).includes('('))
    return edit.wrap(source, first, '(', `, ${text})`);
  const close = source.text.indexOf(')', parameters.at(-1)?.end ?? parameters.pos);
  for (const { start, end, text: added } of appendItems(source, parameters, parameters.pos, close, [text]))
    edit.replace(source, { start, end }, added);
}

const headOf = (source: Source, node: ts.ArrowFunction): string => source.text.slice(source.start(node), source.start(node.parameters[0]));

/** A call of a function, in its file. */
export interface Caller {
  readonly source: Source;
  readonly call: ts.CallExpression | ts.NewExpression;
  readonly edge: Edge;
}

/** Every call of a function. Refuses where one may be out of sight. */
export function allCallers(program: Program, edit: Edit, ref: FnRef): readonly Caller[] {
  const edges = program.graph.callersOf(ref.unit, ref.fn);
  if (edges.length === 0) refuse('nobody is known to call it');
  if (edges.some(({ kind }) => kind !== 'call')) refuse('it is handed to something that calls it');
  const callers = edges.map((edge): Caller => {
    const source = edit.source(edge.from.unit);
    return { source, call: source.callAt(edge.from.unit.ir.span(edge.call)), edge };
  });
  const seen = new Set(callers.map(({ call }) => call.expression));
  const home = edit.source(ref.unit);
  const row = ref.unit.ir.fn(ref.fn);
  if ((row.flags & (Fn.Method | Fn.Constructor | Fn.Getter | Fn.Setter)) !== 0) checkMethod(program, edit, ref, seen);
  else checkUses(program, edit, home, ref, seen);
  return callers;
}

/** A function that a name is bound to: each use of that name, here and where it is imported, is one of the calls. */
function checkUses(program: Program, edit: Edit, home: Source, ref: FnRef, seen: ReadonlySet<ts.Node>): void {
  const { ts: api } = home;
  const node = home.functionAt(ref.unit.ir.fn(ref.fn));
  const parent = home.parentOf(node);
  const name = api.isFunctionDeclaration(node)
    ? node.name
    : parent && api.isVariableDeclaration(parent) && api.isIdentifier(parent.name)
      ? parent.name
      : undefined;
  if (name === undefined) refuse('it is bound to no name of its own');
  checkFile(home, name.text, new Set([...seen, name]));
  const exported = exportedNames(program, ref);
  for (const { unit, row } of exported.length === 0 ? [] : program.importersOf(ref.unit)) {
    const { name: imported, local } = unit.ir.import(row);
    if (local === '' || imported === '*' || imported === '=') {
      for (const one of exported) checkMembers(edit.source(unit), one, seen);
    } else if (exported.includes(imported)) checkFile(edit.source(unit), local, seen);
  }
}

function exportedNames(program: Program, { unit, fn }: FnRef): string[] {
  const names: string[] = [];
  for (let i = 0; i < unit.ir.count('exports'); i++) {
    const { name } = unit.ir.export(i);
    const value = program.exported(unit, name);
    if (value?.k === 'fn' && value.unit === unit && value.fn === fn) names.push(name);
  }
  return names;
}

/** Each use of a name in a file is in a set of callees, or declares, imports or exports it. */
function checkFile(source: Source, name: string, seen: ReadonlySet<ts.Node>): void {
  const { ts: api } = source;
  const visit = (node: ts.Node): void => {
    if (api.isIdentifier(node) && node.text === name && !seen.has(node) && !isMention(source, node))
      refuse(`\`${name}\` is used as a value`);
    api.forEachChild(node, visit);
  };
  visit(source.tree);
}

function isMention(source: Source, node: ts.Identifier): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(node);
  if (parent === undefined) return false;
  if (api.isExportSpecifier(parent) || api.isImportSpecifier(parent) || api.isImportClause(parent)) return true;
  if (api.isPropertyAccessExpression(parent)) return parent.name === node;
  if (api.isPropertyAssignment(parent) || api.isMethodDeclaration(parent) || api.isPropertySignature(parent)) return parent.name === node;
  if (api.isShorthandPropertyAssignment(parent)) return isExports(source, parent);
  return api.isBindingElement(parent) && (parent.propertyName === node || isRequired(source, parent));
}

/** `module.exports = { name }`: who requires it is known. */
export function isExports(source: Source, property: ts.ShorthandPropertyAssignment): boolean {
  const object = source.parentOf(property);
  const assignment = object && source.parentOf(object);
  return assignment !== undefined && source.ts.isBinaryExpression(assignment) && source.textOf(assignment.left) === 'module.exports';
}

/** `const { name } = require('…')` */
function isRequired(source: Source, element: ts.BindingElement): boolean {
  const pattern = source.parentOf(element);
  const declaration = pattern && source.parentOf(pattern);
  if (declaration === undefined || !source.ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return /^require\s*\(/.test(source.textOf(declaration.initializer));
}

/** Each member access of that name in a file is in a set of callees. */
function checkMembers(source: Source, name: string, seen: ReadonlySet<ts.Node>): void {
  const { ts: api } = source;
  const visit = (node: ts.Node): void => {
    if (api.isPropertyAccessExpression(node) && node.name.text === name && !seen.has(node)) refuse(`\`.${name}\` is used as a value`);
    api.forEachChild(node, visit);
  };
  visit(source.tree);
}

/** A method: everything in the program that calls or reads a member of that name is one of the calls, and no type asks for it. */
function checkMethod(program: Program, edit: Edit, { unit, fn }: FnRef, seen: ReadonlySet<ts.Node>): void {
  const { cls, name, flags } = unit.ir.fn(fn);
  if (cls < 0) refuse('a method of an object');
  const source = edit.source(unit);
  const node = source.parentOf(source.functionAt(unit.ir.fn(fn)));
  if (node === undefined || !source.ts.isClassLike(node) || (node.heritageClauses?.length ?? 0) > 0)
    refuse('another type may ask for the method');
  const isConstructor = (flags & Fn.Constructor) !== 0;
  if (
    isConstructor &&
    !program.graph.newSitesOf(unit, cls).every(({ unit: at, call }) => seen.has(edit.source(at).callAt(at.ir.span(call)).expression))
  )
    refuse('a construction is not followed');
  if (isConstructor) return checkClassUses(program, edit, source, node, seen);
  for (const one of program.units) if (one === unit || reads(one, name)) checkMembers(edit.source(one), name, seen);
}

/** Does a file mention a member of that name at all? Asked first, since parsing costs. */
const reads = ({ ir }: FnRef['unit'], name: string): boolean => ir.strings.includes(name);

/** A class: each use of its name is a construction that is known, a type, or a mention. */
function checkClassUses(program: Program, edit: Edit, home: Source, node: ts.ClassLikeDeclaration, seen: ReadonlySet<ts.Node>): void {
  if (node.name === undefined) refuse('a class without a name');
  const name = node.name.text;
  for (const unit of [home.unit, ...program.importersOf(home.unit).map((one) => one.unit)]) {
    const source = edit.source(unit);
    const { ts: api } = source;
    const visit = (at: ts.Node): void => {
      if (api.isTypeNode(at)) return;
      if (api.isIdentifier(at) && at.text === name && at !== node.name && !seen.has(at) && !isMention(source, at))
        refuse('the class is used as a value');
      api.forEachChild(at, visit);
    };
    visit(source.tree);
  }
}

/** Makes a function `async`, if it is not. Refuses for constructors, accessors and generators. */
export function makeAsync(edit: Edit, source: Source, node: ts.FunctionLikeDeclaration): void {
  const { ts: api } = source;
  if (api.isConstructorDeclaration(node) || api.isAccessor(node) || node.asteriskToken) refuse('it cannot be async');
  const modifiers = api.canHaveModifiers(node) ? (api.getModifiers(node) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === api.SyntaxKind.AsyncKeyword)) return;
  const last = modifiers.at(-1);
  if (last) edit.insert(source, last.end, ' async');
  else edit.insert(source, source.start(node), 'async ');
  if (node.type && !/^Promise\b/.test(source.textOf(node.type))) edit.wrap(source, node.type, 'Promise<', '>');
}
