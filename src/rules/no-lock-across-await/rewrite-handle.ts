import type { LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isIn, usesOf } from '../declared.js';
import type { RegionText } from './rewrite-region.js';

/** The call of a library that begins a region. */
export function openerOf(program: Program, { source, opener }: RegionText): LibCall | undefined {
  const { start, end } = source.spanOf(opener);
  const calls = program.graph.libCallsIn(source.unit);
  return calls.find(({ call, unit }) => unit.ir.start(call) === start && unit.ir.end(call) === end);
}

/** What a region is held on: what its body is given, or, where the body is given nothing and calls carry it as an option, what it is begun on. */
export function handleOf(program: Program, region: RegionText): RegionText {
  const { source, opener, handles } = region;
  const callee = opener.expression;
  if (handles.length > 0 || openerOf(program, region)?.model.region?.carried === undefined) return region;
  return source.ts.isPropertyAccessExpression(callee) && source.ts.isIdentifier(callee.expression)
    ? { ...region, handles: [callee.expression.text] }
    : region;
}

/** What does outside of a region what its handle does inside: the client that it is begun on, or a member of that. */
export function clientText(program: Program, region: RegionText): string {
  const { source, opener } = region;
  const { ts: api } = source;
  const callee = opener.expression;
  const client = api.isPropertyAccessExpression(callee) ? callee.expression : refuse('the client has no name');
  if (!api.isIdentifier(client) && !api.isPropertyAccessExpression(client)) refuse('the client has no name');
  const member = openerOf(program, region)?.model.region?.outside;
  return source.textOf(client) + (member === undefined ? '' : `.${member}`);
}

/**
 * Makes statements do without the handle of a transaction, outside of it: what is called on it is called on the client, and where it is handed over as an option, that goes.
 * `locks` are options that go, too. Refuses where it is used in another way.
 */
export function leaveHandle(
  edit: Edit,
  program: Program,
  region: RegionText,
  moved: readonly ts.Statement[],
  locks: readonly ts.ObjectLiteralElementLike[],
): void {
  const { source, handles } = region;
  const { ts: api } = source;
  const [handle] = handles;
  const carried = openerOf(program, region)?.model.region?.carried;
  const gone = [...locks];
  for (const use of moved.flatMap((one) => usesOf(source, one, handle))) {
    if (locks.some((one) => isIn(use, one))) continue;
    const parent = source.parentOf(use);
    if (parent === undefined) refuse('the handle is used otherwise');
    const isOption = (api.isPropertyAssignment(parent) || api.isShorthandPropertyAssignment(parent)) && keyOf(source, parent) === carried;
    if (isOption) gone.push(parent);
    else if (api.isPropertyAccessExpression(parent) && parent.expression === use && carried === undefined)
      edit.replace(source, use, clientText(program, region));
    else if (api.isCallExpression(parent) && isLinkOf(source, parent, carried))
      // `.session(session)`
      edit.remove(source, { start: (parent.expression as ts.PropertyAccessExpression).expression.end, end: parent.end });
    else refuse('the handle is used otherwise');
  }
  removeOptions(edit, source, gone);
}

function isLinkOf({ ts: api }: Source, { expression, arguments: given }: ts.CallExpression, name: string | undefined): boolean {
  return api.isPropertyAccessExpression(expression) && expression.name.text === name && given.length === 1;
}

/** Takes properties out of objects of options. An object that has no more of them goes, where it is the last argument. */
export function removeOptions(edit: Edit, source: Source, gone: readonly ts.ObjectLiteralElementLike[]): void {
  const { ts: api } = source;
  for (const list of new Set(gone.map((one) => source.parentOf(one)))) {
    if (list === undefined || !api.isObjectLiteralExpression(list)) refuse('not an option');
    const { properties } = list;
    const kept = properties.findLast((one) => !gone.includes(one));
    const last = properties[properties.length - 1];
    if (kept === undefined) {
      const call = source.parentOf(list);
      if (!call || !api.isCallExpression(call) || call.arguments.at(-1) !== list) refuse('the options are written elsewhere');
      edit.remove(source, { start: call.arguments.at(-2)?.end ?? list.getFullStart(), end: list.end });
      continue;
    }
    properties.forEach((one, i) => {
      if (gone.includes(one) && one.pos < kept.pos) edit.remove(source, { start: source.start(one), end: source.start(properties[i + 1]) });
    });
    if (kept !== last) edit.remove(source, { start: kept.end, end: last.end });
  }
}

/** The option that asks for a row lock, in the object that a path leads to: `lock: { mode: 'pessimistic_write' }`, `lock: t.LOCK.UPDATE`. */
export function lockOption(source: Source, call: ts.CallExpression, path: string): ts.ObjectLiteralElementLike | undefined {
  const [index, ...names] = path.split('.');
  const given = call.arguments.at(Number(index));
  const object = given && bare(source, given);
  const [name] = names;
  if (names.length !== 1 || object === undefined || !source.ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties.find((one) => keyOf(source, one) === name);
}
