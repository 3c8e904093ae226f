import { isServed } from '../../analyzer/context/places.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { System } from '../../analyzer/models/types.js';
import { Refusal } from '../../analyzer/rewrite/refusal.js';
import { bare, keyOf, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';

/**
 * Milliseconds to begin with, by what is waited for; people know better, and find the number in the title. They are long enough for what is
 * ordinary there: a queue is polled for 20 s, an object of a storage may be large.
 */
const LIMITS: Partial<Record<System, number>> = {
  store: 2_000,
  database: 30_000,
  storage: 60_000,
  cloud: 30_000,
  queue: 30_000,
  mail: 10_000,
  payment: 20_000,
  ai: 60_000,
};
const LIMIT = 5_000;
/** A client of other services: all that is asked of it has to fit. */
const CLIENT = 10_000;
/** A whole body of bytes, sent or received. */
const BYTES = 60_000;
/** A body that is sent while it is made, or asked for in pieces: the limit counts until its end. */
const STREAM = 300_000;
/** A child process that a request waits for, and one that nobody does: a build, an import. */
const PROCESS = { served: 60_000, other: 600_000 };

/** The limit that a call or client gets, in milliseconds. */
export function limitOf({ call, isClient }: Match, program: Program, tools: RewriteTools): number {
  const system = call.model.system ?? program.library.system(call.callee.type.pkg) ?? 'http';
  if (system === 'process') return isServed(program, call.unit, call.fn) ? PROCESS.served : PROCESS.other;
  const limit = LIMITS[system] ?? (isClient ? CLIENT : LIMIT);
  return isClient ? limit : Math.max(limit, bodyLimitIn(call, tools));
}

function bodyLimitIn(call: LibCall, tools: RewriteTools): number {
  try {
    return bodyLimit(tools.source(call.unit), call);
  } catch (error) {
    if (error instanceof Refusal) return 0; // then no edit is offered either
    throw error;
  }
}

/** What the body of a call needs: 0 where nothing says that it is more than a short text. */
function bodyLimit(source: Source, call: LibCall): number {
  const node = source.callAt(call.unit.ir.span(call.call));
  const sent = (node.arguments ?? []).map((one) => sentIn(source, bare(source, one)));
  return Math.max(0, ...sent, ...usesOfResult(source, node).map(receivedBy));
}

/** Members of a response: of `fetch`, and of those that are like it. */
const receivedBy = (member: string): number =>
  member === 'arrayBuffer' || member === 'blob' || member === 'bytes' || member === 'buffer' ? BYTES : 0;

/** Options that say how a body is sent, or wanted. */
function sentIn(source: Source, options: ts.Expression): number {
  const { ts: api } = source;
  if (!api.isObjectLiteralExpression(options)) return 0;
  const limits = options.properties.map((property) => {
    const key = keyOf(source, property);
    const value = api.isPropertyAssignment(property) ? property.initializer : undefined;
    if (key === 'duplex') return STREAM;
    if (key === 'body') return bytesIn(source, value ?? (api.isShorthandPropertyAssignment(property) ? property.name : undefined));
    if (key === 'stream' && value?.kind === api.SyntaxKind.TrueKeyword) return STREAM;
    if (key !== 'responseType' || value === undefined || !api.isStringLiteralLike(value)) return 0;
    return value.text === 'arraybuffer' || value.text === 'blob' ? BYTES : 0;
  });
  return Math.max(0, ...limits);
}

/** Is a body a form or bytes: made so in the same function, or there? */
function bytesIn(source: Source, body: ts.Expression | undefined): number {
  const { ts: api } = source;
  if (body === undefined) return 0;
  const made = api.isIdentifier(body) ? (declarationOf(source, body)?.initializer ?? body) : body;
  return /^(?:new (?:FormData|Blob|File)\b|(?:await )?(?:\w+\.)*(?:createReadStream|readFile|readFileSync)\()/.test(source.textOf(made))
    ? BYTES
    : 0;
}

/** The members that are read of what a call gives: at once, or by the name that it is given. */
function usesOfResult(source: Source, node: ts.Expression): string[] {
  const { ts: api } = source;
  let at: ts.Node = node;
  for (const parent of source.ancestorsOf(node)) {
    if (!api.isAwaitExpression(parent) && !api.isParenthesizedExpression(parent) && !api.isNonNullExpression(parent)) {
      if (api.isPropertyAccessExpression(parent)) return [parent.name.text, ...inCallbacks(source, parent)];
      const name = nameGiven(source, parent, at);
      return name === undefined ? [] : membersRead(source, name);
    }
    at = parent;
  }
  return [];
}

/** `fetch(…).then((res) => res.body)` */
function inCallbacks(source: Source, { name }: ts.PropertyAccessExpression): string[] {
  const { ts: api } = source;
  const access = source.parentOf(name);
  const call = access && source.parentOf(access);
  if (name.text !== 'then' || call === undefined || !api.isCallExpression(call)) return [];
  const callback = call.arguments.at(0);
  if (callback === undefined || !api.isArrowFunction(callback)) return [];
  const parameter = callback.parameters.at(0)?.name;
  return parameter && api.isIdentifier(parameter) ? membersRead(source, parameter) : [];
}

function nameGiven(source: Source, parent: ts.Node, value: ts.Node): ts.Identifier | undefined {
  const { ts: api } = source;
  if (api.isVariableDeclaration(parent)) return api.isIdentifier(parent.name) ? parent.name : undefined;
  const isAssigned = api.isBinaryExpression(parent) && parent.right === value && parent.operatorToken.kind === api.SyntaxKind.EqualsToken;
  return isAssigned && api.isIdentifier(parent.left) ? parent.left : undefined;
}

function membersRead(source: Source, name: ts.Identifier): string[] {
  const { ts: api } = source;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isPropertyAccessExpression(node) && api.isIdentifier(node.expression) && node.expression.text === name.text)
      found.push(node.name.text);
    api.forEachChild(node, visit);
  };
  visit(source.functionOf(name) ?? source.tree);
  return found;
}

function declarationOf(source: Source, name: ts.Identifier): ts.VariableDeclaration | undefined {
  const { ts: api } = source;
  let found: ts.VariableDeclaration | undefined;
  const visit = (node: ts.Node): void => {
    if (api.isVariableDeclaration(node) && api.isIdentifier(node.name) && node.name.text === name.text) found ??= node;
    api.forEachChild(node, visit);
  };
  visit(source.functionOf(name) ?? source.tree);
  return found;
}
