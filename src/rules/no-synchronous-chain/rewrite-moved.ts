import { asPattern } from '../../analyzer/rewrite/pattern.js';
import { findSequences } from '../../analyzer/effects/sequence.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { placeOf, type Match } from './detect.js';

/** Something that the moved statements use: where it comes from in the function that they leave. */
export interface Given {
  readonly name: string;
  /** Written in TypeScript. */
  readonly type: string;
}

/** Statements that leave a function, one after the other, and what they need. */
export interface Moved {
  readonly source: Source;
  readonly ref: FnRef;
  readonly node: ts.FunctionLikeDeclaration & { readonly body: ts.Block };
  readonly name: string;
  readonly statements: readonly ts.Statement[];
  /** What happened: values, which an event carries. */
  readonly data: readonly Given[];
  /** Parameters that hold who is asked to do it: by index, as the new function declares them. */
  readonly services: readonly {
    readonly index: number;
    readonly text: string;
    readonly own: ts.ParameterDeclaration;
    readonly used: readonly string[];
  }[];
}

/**
 * The statements of a match and those beside it that are consequences, too. Refuses unless each is `await call(…);` in the body of a function that a module
 * declares, and each value they use is a parameter, or a constant whose type is seen.
 */
export function movedBy(match: Match, program: Program, edit: Edit): Moved {
  const source = edit.source(match.sequence.unit);
  const { ts: api } = source;
  const { unit, fn } = match.sequence;
  const node = source.functionAt(unit.ir.fn(fn));
  if (unit.ir.fnParent(fn) !== 0 || api.isClassElement(node)) refuse('not a function of the module');
  const { body } = node;
  if (body === undefined || !api.isBlock(body)) refuse('no body');
  const name = unit.ir.fn(fn).name;
  if (!/^\w+$/.test(name)) refuse('no name');
  const statements = statementsOf(match, program, source, body);
  const names = freeNames(source, statements);
  const services = node.parameters.flatMap((own, index) => serviceAt(source, own, index, names, statements));
  const taken = new Set(services.flatMap(({ used }) => used));
  const data = [...names]
    .filter((one) => !taken.has(one))
    .flatMap((one) => dataNamed({ program, edit, source, ref: { unit, fn }, node, body }, one));
  return { source, ref: { unit, fn }, node: node as Moved['node'], name, statements, data, services };
}

function statementsOf(match: Match, program: Program, source: Source, body: ts.Block): ts.Statement[] {
  const { ts: api } = source;
  const { unit, fn } = match.sequence;
  const places = program
    .derive(findSequences)
    .filter((one) => one.unit === unit && one.fn === fn && one.order === 'after' && !one.repeated)
    .map(placeOf);
  const isConsequence = (one: ts.Statement): boolean =>
    api.isExpressionStatement(one) &&
    api.isAwaitExpression(one.expression) &&
    places.some(({ start, end }) => one.pos <= start && end <= one.end);
  const place = placeOf(match.sequence);
  const at = body.statements.findIndex((one) => one.pos <= place.start && place.end <= one.end);
  if (at < 0 || !isConsequence(body.statements[at])) refuse('not a statement of its own');
  let [from, to] = [at, at + 1];
  while (from > 0 && isConsequence(body.statements[from - 1])) from -= 1;
  while (to < body.statements.length && isConsequence(body.statements[to])) to += 1;
  return body.statements.slice(from, to);
}

/** Names that statements use and do not declare themselves. Refuses where they use `this`. */
function freeNames(source: Source, statements: readonly ts.Statement[]): Set<string> {
  const { ts: api } = source;
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (node.kind === api.SyntaxKind.ThisKeyword) refuse('uses `this`');
    if (api.isFunctionLike(node)) refuse('makes functions');
    if (api.isIdentifier(node)) {
      const parent = source.parentOf(node);
      const isLabel =
        parent !== undefined &&
        ((api.isPropertyAccessExpression(parent) && parent.name === node) || (api.isPropertyAssignment(parent) && parent.name === node));
      if (!isLabel) names.add(node.text);
    }
    api.forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  return names;
}

/** A parameter that something is called on: whole, or the parts that are used of it. */
function serviceAt(
  source: Source,
  own: ts.ParameterDeclaration,
  index: number,
  names: ReadonlySet<string>,
  statements: readonly ts.Statement[],
): Moved['services'] {
  const { ts: api, style } = source;
  const type = own.type ? `: ${source.textOf(own.type)}` : style.isTypeScript ? undefined : '';
  if (api.isIdentifier(own.name)) {
    if (!names.has(own.name.text) || !isReceiver(source, own.name.text, statements)) return [];
    return [{ index, text: `${own.name.text}${type ?? refuse('no type')}`, own, used: [own.name.text] }];
  }
  if (!api.isObjectBindingPattern(own.name)) return [];
  const parts = own.name.elements.filter(({ name }) => api.isIdentifier(name) && names.has(name.text));
  if (parts.length === 0) return [];
  const text = `{ ${parts.map((part) => source.textOf(part)).join(', ')} }${type ?? refuse('no type')}`;
  return [{ index, text, own, used: parts.map(({ name }) => source.textOf(name)) }];
}

/** Is something called on it: `mail.send(…)`? */
function isReceiver(source: Source, name: string, statements: readonly ts.Statement[]): boolean {
  const { ts: api } = source;
  return statements.some((one) => {
    const awaited = api.isExpressionStatement(one) && api.isAwaitExpression(one.expression) ? one.expression.expression : undefined;
    return awaited !== undefined && api.isCallExpression(awaited) && source.textOf(awaited.expression).startsWith(`${name}.`);
  });
}

interface Place {
  readonly program: Program;
  readonly edit: Edit;
  readonly source: Source;
  readonly ref: FnRef;
  readonly node: ts.FunctionLikeDeclaration;
  readonly body: ts.Block;
}

/** A value of the function, with its type; nothing where the module declares it. */
function dataNamed(place: Place, name: string): Given[] {
  const { source, node, body } = place;
  const { ts: api, style } = source;
  const parameter = node.parameters.find((one) => api.isIdentifier(one.name) && one.name.text === name);
  const typed = (type: string | undefined): Given[] => [
    { name, type: type ?? (style.isTypeScript ? refuse(`the type of \`${name}\` is not seen`) : '') },
  ];
  if (parameter) return typed(parameter.type && source.textOf(parameter.type));
  for (const statement of body.statements) {
    if (!api.isVariableStatement(statement)) continue;
    for (const one of statement.declarationList.declarations) {
      if (!api.isIdentifier(one.name)) {
        if (new RegExp(`(?<![\\w$])${asPattern(name)}(?![\\w$])`).test(source.textOf(one.name))) refuse('taken out of something');
      } else if (one.name.text === name) {
        if ((statement.declarationList.flags & api.NodeFlags.Const) === 0) refuse('not a constant');
        return typed(one.type ? source.textOf(one.type) : typeOfCall(place, one.initializer));
      }
    }
  }
  return []; // of the module
}

/** What a function of the project is declared to answer, where that is a text, a number or a truth value. */
function typeOfCall({ program, edit, source, ref: { unit, fn } }: Place, node: ts.Expression | undefined): string | undefined {
  const { ts: api } = source;
  const call = node && api.isAwaitExpression(node) ? node.expression : node;
  if (call === undefined || !api.isCallExpression(call)) return undefined;
  const edge = program.graph
    .calleesOf(unit, fn)
    .find((one) => one.call >= 0 && unit.ir.end(one.call) === call.end && unit.ir.start(one.call) === source.start(call));
  if (edge === undefined) return undefined;
  const home = edit.source(edge.to.unit);
  const { type } = home.functionAt(edge.to.unit.ir.fn(edge.to.fn));
  return type && /^(?:Promise<)?(string|number|boolean)>?$/.exec(home.textOf(type))?.[1];
}
