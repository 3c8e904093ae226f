import type { Rewrite } from '../../analyzer/finding.js';
import { isWithin } from '../../analyzer/effects/regions.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite } from '../../analyzer/link/values.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { prefixesOf } from './clients.js';
import type { Match } from './detect.js';
import { spell, useParameter } from './rewrite-helper.js';

/**
 * The transaction's handle instead of the outer client: where the body itself uses the client, in its place; where a function that the body calls does,
 * as an argument of that function, which takes it as a last, optional parameter, so that its other callers stay as they are. Preconditions: the
 * body is written in place and calls that function itself; the client is used by the same name as where the transaction was opened.
 */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  if (match.left || match.handle !== undefined) return []; // where the option goes differs from method to method
  if (match.kind === 'nested') return []; // few handles can begin another one, and each library does it its own way
  const [first, second, ...more] = match.path;
  if (second === undefined) return inBody(match, first, tools);
  const { body } = match.region;
  // A function that is made in the body sees the handle.
  if (second.unit === body.unit && isWithin(body.unit, program.functionAt(second.unit, second.value), body.fn))
    return inBody(match, second, tools);
  return more.length > 0 ? [] : inHelper(match, first, second, program, tools);
}

function inBody(match: Match, use: CallSite, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Use the transaction instead of the outer client', (edit) => {
    const source = edit.source(use.unit);
    const node = source.callAt(use.unit.ir.span(use.value));
    const isNew = !takesHandle(source, match);
    const handle = handleIn(edit, source, match, node);
    const names = clientNames(match);
    // A body that has had no handle is one that escapes as a whole: with a part of it in the transaction, the other part would wait for its locks.
    if (isNew) return replaceAll(edit, source, match, names, handle) > 0 ? undefined : refuse('the client has another name');
    const client = rootOf(source, node.expression).find((part) => names.includes(source.textOf(part)));
    if (client) return edit.replace(source, client, handle);
    // A repository or a query that was made from the client elsewhere is made from the handle here.
    const made = madeFrom(source, rootOf(source, node.expression).at(-1), names);
    edit.replace(
      source,
      made.use,
      source.text.slice(source.start(made.call), made.call.end).replace(made.client, () => handle),
    );
  });
}

function inHelper(match: Match, call: CallSite, use: CallSite, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Pass the transaction on', (edit) => {
    const source = edit.source(call.unit);
    const node = source.callAt(call.unit.ir.span(call.value));
    const given = node.arguments?.length ?? 0;
    if (node.arguments?.some((one) => source.ts.isSpreadElement(one)) === true) refuse('the arguments are spread');
    const index = parameterBehind(program, use) ?? useParameter(program, edit, use, receiverOf(match));
    if (index < given) refuse('another value is passed there');
    const isNew = !takesHandle(source, match);
    const handle = handleIn(edit, source, match, node);
    if (isNew) replaceAll(edit, source, match, clientNames(match), handle);
    edit.addArguments(source, node, [...Array.from({ length: index - given }, () => 'undefined'), handle]);
  });
}

/** Does the body take the handle? Refuses where it is in another file. */
function takesHandle(source: Source, { region: { body, open } }: Match): boolean {
  if (body.unit !== source.unit) refuse('the body is in another file');
  return source.functionAt(body.unit.ir.fn(body.fn)).parameters.length > (open.region.handle ?? 0);
}

/** Replaces the client everywhere in a body where a member of it is used; says how often. */
function replaceAll(edit: Edit, source: Source, { region: { body } }: Match, names: readonly string[], handle: string): number {
  const { ts: api } = source;
  const fn = source.functionAt(body.unit.ir.fn(body.fn));
  const uses: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isTypeNode(node)) return;
    if (api.isPropertyAccessExpression(node) && names.includes(source.textOf(node.expression))) {
      if (node.name.text.startsWith('$transaction') || node.name.text === 'transaction') refuse('a transaction in the transaction');
      uses.push(node.expression);
      return;
    }
    if (api.isFunctionLike(node) && node.parameters.some(({ name }) => names.includes(source.textOf(name))))
      refuse('its name means another');
    api.forEachChild(node, visit);
  };
  if (fn.body === undefined) refuse('no body');
  visit(fn.body);
  for (const use of uses) edit.replace(source, use, handle);
  return uses.length;
}

/** What the handle is called where a node of the body is; a body that does not take it yet does so from now on. */
function handleIn(edit: Edit, source: Source, { region: { body, open } }: Match, use: ts.Node): string {
  const index = open.region.handle ?? 0;
  if (body.unit !== source.unit) refuse('the body is in another file');
  const fn = source.functionAt(body.unit.ir.fn(body.fn));
  if (use.pos < fn.pos || use.end > fn.end) refuse('it is used outside of the body');
  const parent = source.parentOf(fn);
  if (parent === undefined || !source.ts.isCallExpression(parent)) refuse('the body is called with more than the handle');
  const parameter = fn.parameters.at(index);
  if (parameter === undefined) {
    if (fn.parameters.length !== index || index > 0) refuse('the body takes other parameters');
    // What is called so elsewhere in the file is hidden in the body, where nothing uses it.
    const name = source.mentions(fn, 'tx') ? edit.fresh(source, 'tx') : 'tx';
    const open = source.text.indexOf('(', source.start(fn));
    if (open < 0 || open >= (fn.body?.pos ?? 0)) refuse('no list of parameters');
    edit.insert(source, open + 1, name);
    return name;
  }
  if (!source.ts.isIdentifier(parameter.name) || parameter.dotDotDotToken) refuse('the handle has no name');
  return parameter.name.text;
}

/** What the outer client is called where the transaction is opened: `prisma`, `this.prisma`. */
function clientNames(match: Match): readonly string[] {
  const { unit, value } = receiverOf(match);
  const own = spell(unit, value);
  return own === undefined ? [] : [own];
}

/** The client that the transaction is opened on. */
function receiverOf({ region: { open } }: Match): CallSite {
  const { ir } = open.unit;
  const callee = ir.operand(open.call, 1);
  return { unit: open.unit, value: ir.op(callee) === Op.get ? ir.operand(callee, 1) : callee, env: null };
}

/** An expression and what it is a member or a result of, from the outside in. */
function rootOf({ ts: api }: Source, node: ts.Expression): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  let at: ts.Expression | undefined = node;
  while (at) {
    found.push(at);
    at =
      api.isPropertyAccessExpression(at) ||
      api.isCallExpression(at) ||
      api.isElementAccessExpression(at) ||
      api.isParenthesizedExpression(at) ||
      api.isNonNullExpression(at)
        ? at.expression
        : undefined;
  }
  return found;
}

/** `tokens`, where `const tokens = source.getRepository(Token)` stands at the top of the file: the call, and the client in it. */
function madeFrom(
  source: Source,
  use: ts.Expression | undefined,
  names: readonly string[],
): { use: ts.Expression; call: ts.CallExpression; client: string } {
  const { ts: api } = source;
  if (use === undefined || !api.isIdentifier(use)) refuse('the client has another name');
  for (const statement of source.tree.statements) {
    if (!api.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!api.isIdentifier(name) || name.text !== use.text || initializer === undefined || !api.isCallExpression(initializer)) continue;
      const client = rootOf(source, initializer).find((part) => names.includes(source.textOf(part)));
      if (client && source.start(client) === source.start(initializer)) return { use, call: initializer, client: source.textOf(client) };
    }
  }
  return refuse('the client has another name');
}

/** The parameter that the client is taken from, unless it is left out: `db = prisma`, `tx ?? prisma`. */
function parameterBehind(program: Program, { unit, value }: CallSite): number | undefined {
  const fn = program.functionAt(unit, value);
  const { ir } = unit;
  const seen = new Set<Value>();
  const find = (v: Value): number | undefined => {
    if (v < 0 || seen.has(v) || seen.size > 40) return undefined;
    seen.add(v);
    const op = ir.op(v);
    if (op === Op.param) return program.functionAt(unit, v) === fn ? ir.operand(v, 0) : undefined;
    if (op !== Op.dflt && op !== Op.logic && op !== Op.select && op !== Op.cast && op !== Op.phi) return undefined;
    let found: number | undefined;
    ir.eachOperandValue(v, (operand) => (found ??= find(operand)));
    return found;
  };
  const root = prefixesOf(unit, ir.operand(value, 1)).at(-1);
  return root === undefined ? undefined : find(root);
}
