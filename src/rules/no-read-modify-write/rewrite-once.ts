import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Operation } from '../../analyzer/models/types.js';
import { afterStatement } from '../../analyzer/rewrite/layout.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { inScope } from '../carry.js';
import { declarationsIn, isIn, usesOf } from '../declared.js';
import { isExit } from '../optimistic.js';
import { expressionAt, methodOf, ownStatement, placesOf, rowOf } from '../places.js';
import { tablesOf } from '../tables.js';
import type { Match } from './detect.js';
import { addInStore, sumOf } from './rewrite-add.js';
import { ends } from './rewrite-guard.js';
import { nameOf } from './rewrite-schema.js';

/** How long a request may take before its claim is void, and for how long it is known that it was done: seconds. */
export const CLAIM = 60;
export const DAY = '86_400';

/** What follows the value in `set`: only if absent, for so many seconds; as the library takes it. */
interface Words {
  readonly ifAbsent: (seconds: number) => string;
  readonly expires: (seconds: string) => string;
}

/** The words of a store's `set`. Refuses where none sets only what is absent. */
export function wordsOf({ style: { str } }: Source, { words, unless }: Pick<Operation, 'words' | 'unless'>): Words {
  if (words?.includes('NX') === true) return { ifAbsent: (n) => `${str('EX')}, ${n}, ${str('NX')}`, expires: (n) => `${str('EX')}, ${n}` };
  if ([unless ?? []].flat().includes('2.NX')) return { ifAbsent: (n) => `{ EX: ${n}, NX: true }`, expires: (n) => `{ EX: ${n} }` };
  return refuse('no store that sets only what is absent');
}

/**
 * The idempotency key of the mission document: what a repeated request did already is not done again. Precondition: the store can add the amount, nothing uses the sum
 * afterwards, and the function has an idempotency key that is there for certain and that it does not use otherwise.
 */
export function addOnce(edit: Edit, match: Match): void {
  const { at, amount } = sumOf(edit, match);
  const { source, fn, write } = at;
  const { op } = match.pair.write;
  if (op.adds === undefined || !('args' in op.adds)) refuse('no key-value store');
  const { ifAbsent, expires } = wordsOf(source, op);
  const statement = ownStatement(source, at.chain) ?? refuse('what the write returns is used');
  const named = declarationsIn(source, fn).find(({ declaration }) => declaration.initializer && isIn(amount.sum, declaration.initializer));
  if (named?.names.some(({ text }) => usesOf(source, fn, text).some((use) => use.pos > write.end)) === true)
    refuse('the sum is used afterwards');
  const key = keyInScope(source, fn, statement) ?? refuse('no idempotency key');
  addInStore(edit, match);
  const { semi, str } = source.style;
  const name = fn.name && source.ts.isIdentifier(fn.name) ? `${fn.name.text}:` : '';
  const set = (value: string, options: string): string =>
    `await ${source.textOf(methodOf(source, write).expression)}.set(\`proc:${name}\${${key}}\`, ${str(value)}, ${options})`;
  edit.enclose(
    source,
    [statement],
    ['// A request that comes again finds its key, and nothing is added twice.', `if (${set('processing', ifAbsent(CLAIM))}) {`],
    [`  ${set('done', expires(DAY))}${semi}`, '}'],
  );
}

const IS_KEY = /^idempotency_?key$/i;
const HEADER = /(['"`])idempotency-key\1/i;

/** An idempotency key that a function is given and does not look at but to see that it is there. */
function keyInScope(source: Source, fn: ts.FunctionLikeDeclaration, before: ts.Statement): string | undefined {
  const { ts: api } = source;
  const given = fn.parameters.flatMap((one): string[] => {
    if (api.isIdentifier(one.name)) {
      if (IS_KEY.test(one.name.text)) return isSure(source, fn, one.name.text, one, before) ? [one.name.text] : [];
      const member = keyOfType(source, one.type);
      return member === undefined ? [] : [`${one.name.text}.${member}`];
    }
    const names = one.name.elements.flatMap((part) => (api.isBindingElement(part) && api.isIdentifier(part.name) ? [part.name.text] : []));
    return names.filter((name) => IS_KEY.test(name) && isChecked(source, fn, name, before));
  });
  const read = declarationsIn(source, fn).flatMap(({ declaration, names }) =>
    declaration.initializer && HEADER.test(source.textOf(declaration.initializer)) && names.length === 1 ? [names[0].text] : [],
  );
  const [key, more] = [...given, ...read.filter((name) => isChecked(source, fn, name, before))];
  if (key === undefined || more !== undefined || fn.body === undefined) return undefined;
  const [root, member] = key.split('.');
  const uses = usesOf(source, fn.body, root).filter((use) => {
    const parent = source.parentOf(use);
    if (parent && api.isVariableDeclaration(parent) && parent.name === use) return false;
    if (member !== undefined) return parent && api.isPropertyAccessExpression(parent) && parent.name.text === member;
    return !checksOf(source, fn, root).some((one) => isIn(use, one.expression));
  });
  return uses.length === 0 ? key : undefined;
}

/** `key: string`, or looked at before. */
const isSure = (
  source: Source,
  fn: ts.FunctionLikeDeclaration,
  name: string,
  { type, questionToken }: ts.ParameterDeclaration,
  before: ts.Node,
): boolean => (type !== undefined && source.textOf(type) === 'string' && !questionToken) || isChecked(source, fn, name, before);

/** The statements that leave where there is no key: `if (!key) throw …`. */
function checksOf(source: Source, { body }: ts.FunctionLikeDeclaration, name: string): ts.IfStatement[] {
  const statements = body && source.ts.isBlock(body) ? body.statements : [];
  return statements.flatMap((one) => (source.ts.isIfStatement(one) && isExit(source, one, name) ? [one] : []));
}

const isChecked = (source: Source, fn: ts.FunctionLikeDeclaration, name: string, before: ts.Node): boolean =>
  checksOf(source, fn, name).some((one) => one.end <= before.pos);

/** A member of a type that is written in the file: `idempotencyKey: string`. */
function keyOfType(source: Source, type: ts.TypeNode | undefined): string | undefined {
  const { ts: api } = source;
  const members =
    type && api.isTypeReferenceNode(type)
      ? source.tree.statements.find(
          (one): one is ts.InterfaceDeclaration => api.isInterfaceDeclaration(one) && one.name.text === source.textOf(type.typeName),
        )?.members
      : type && api.isTypeLiteralNode(type)
        ? type.members
        : undefined;
  const member = members?.find(
    (one) =>
      api.isPropertySignature(one) &&
      !one.questionToken &&
      one.type !== undefined &&
      source.textOf(one.type) === 'string' &&
      IS_KEY.test(source.textOf(one.name)),
  );
  return member?.name && source.textOf(member.name);
}

/**
 * The first to claim what is asked for makes the entry: `SET … NX` in Redis, and who comes second leaves as if it had been found. Precondition: a client of Redis is in scope; the
 * entry is asked for by texts or numbers of which the call is written with names; what is found ends the function at once, and says nothing of the entry.
 */
export function claimFirst(program: Program, edit: Edit, match: Match): void {
  const { pair } = match;
  const at = placesOf(edit, pair);
  const { source, read } = at;
  const { ts: api } = source;
  const row = rowOf(at) ?? refuse('what was read is taken apart');
  const exit = exitOf(source, source.statementOf(read), row.text);
  if (usesOf(source, exit.thenStatement, row.name.text).length > 0) refuse('who finds it uses it');
  const store = storeInScope(program, source, pair.read.node.frame);
  const asked = pair.read.op.key === undefined ? undefined : expressionAt(source, read, pair.read.op.key);
  const condition = asked && bare(source, asked);
  if (!condition || !api.isObjectLiteralExpression(condition) || condition.properties.length === 0) refuse('not written in the call');
  const parts = condition.properties.map((one) => `\${${partOf(match, source, one)}}`);
  const { semi, str } = source.style;
  const claim = edit.freshIn(source, read, 'isFirst');
  const key = `\`${nameOf(match)}:${parts.join(':')}\``;
  const { offset, indent } = afterStatement(source, exit);
  const lines = [
    '// Of requests at once, one goes on; the entry is found by those that come later.',
    `const ${claim} = await ${store.name}.set(${key}, ${str('1')}, ${store.words.ifAbsent(CLAIM)})${semi}`,
    // The branch stands on the same level: its lines stay as they are.
    `if (!${claim}) ${source.textOf(exit.thenStatement)}`,
  ];
  edit.insert(source, offset, lines.map((line) => `\n${indent}${line}`).join(''));
}

/** What a column is compared with, as a part of a key. Refuses where it may be no text or number. */
function partOf({ pair }: Match, source: Source, property: ts.ObjectLiteralElementLike): string {
  const { ts: api } = source;
  const name = keyOf(source, property) ?? refuse('not asked for by a column');
  const given = api.isPropertyAssignment(property) ? bare(source, property.initializer) : property.name;
  if (given === undefined || !(api.isIdentifier(given) || api.isPropertyAccessExpression(given))) return refuse('asked for in another way');
  const tables = tablesOf(pair.operations.frames, pair.read);
  const isColumn = tables.length > 0 && tables.every(({ scalars }) => scalars?.has(name) === true);
  const parameter = source.functionOf(given)?.parameters.find((one) => source.textOf(one.name) === source.textOf(given));
  const isText = parameter?.type !== undefined && /^(?:string|number)$/.test(source.textOf(parameter.type));
  return isColumn || isText ? source.textOf(given) : refuse('it may be no text');
}

/** `if (found) …`, which ends the function where there is an entry; the statement right after the read. */
function exitOf(source: Source, read: ts.Statement, row: string): ts.IfStatement {
  const { ts: api } = source;
  const list = source.parentOf(read);
  const next = list && api.isBlock(list) ? list.statements.at(list.statements.indexOf(read) + 1) : undefined;
  if (next === undefined || !api.isIfStatement(next) || next.elseStatement || !ends(source, next.thenStatement))
    refuse('what is found ends nothing');
  const test = source.textOf(next.expression);
  return [row, `${row} !== null`, `${row} !== undefined`, `${row} != null`, `!!${row}`].includes(test) ? next : refuse('asked otherwise');
}

/** A client in scope whose `set` knows to set only what is absent. */
function storeInScope(program: Program, source: Source, ref: FnRef): { readonly name: string; readonly words: Words } {
  let found: Operation | undefined;
  const name = inScope(program, source, ref, (value) => {
    if (value.k !== 'lib' || value.type.owner.system !== 'store') return false;
    const set = program.member(value, 'set');
    found = set.k === 'lib' ? set.type.model.call?.op : undefined;
    return found !== undefined && (found.words ?? found.unless) !== undefined;
  });
  return name === undefined || found === undefined ? refuse('no store at hand') : { name, words: wordsOf(source, found) };
}
