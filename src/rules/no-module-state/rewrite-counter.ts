import { posix } from 'node:path';
import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { State } from '../../analyzer/state/types.js';
import { Carriage, type Cargo, type Owner } from '../carry.js';
import { Awaiting } from '../carry-async.js';
import { declared, removeDeclaration, typeName, type Declared, type Use } from './rewrite-declared.js';
import { redisInScope } from './rewrite-redis.js';

/** A number of a module that one function counts up and uses. */
interface Counter extends Declared {
  /** `n += 1`, `n++`, `++n` */
  readonly step: ts.Expression;
  readonly use: Use;
  /** What the count is after the step is what the function has: not for `n++` within an expression. */
  readonly before: boolean;
  /** The statement that only counts; the uses behind it read the new count. */
  readonly alone: ts.Statement | undefined;
  /** What it starts from. */
  readonly initial: number;
}

/**
 * Redis counts, for all replicas: `INCR` is atomic. Precondition: one function of the file counts by one, what it reads it reads afterwards, and a client of
 * Redis is in scope of it or of a function that calls it, all callers in between being known.
 */
export function countInRedis(state: State, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Let Redis count for all replicas, and pass it in', (edit) => {
    const counter = readCounter(edit, state);
    const cargo = new CounterCargo(program, edit, counter);
    const carriage = new Carriage(program, edit, cargo, state.unit);
    carriage.need(counter.use.ref, counter.step);
    const owners = carriage.owners.filter(({ isTest }) => !isTest);
    if (owners.length === 0 || owners.some(({ hand }) => hand === undefined)) refuse('no store at hand');
    carriage.write();
    carriage.finish();
    new Awaiting(program, edit).allow(counter.use.ref);
    count(edit, counter, carriage.textAt(counter.use.ref, counter.step));
    cargo.declare();
  });
}

function readCounter(edit: Edit, state: State): Counter {
  const found = declared(edit, state);
  const { source, declaration, uses, name } = found;
  const { ts: api } = source;
  const initial = declaration.initializer === undefined ? Number.NaN : Number(source.textOf(declaration.initializer).replaceAll('_', ''));
  if (!Number.isInteger(initial)) refuse('does not start from a number');
  const steps = uses.flatMap((use) => {
    const step = stepAt(source, use.node);
    return step ? [{ use, step }] : [];
  });
  if (steps.length !== 1) refuse('counted at several places');
  const [{ use, step }] = steps;
  if (uses.some(({ ref, node }) => ref.fn !== use.ref.fn || node.pos < use.node.pos)) refuse('read elsewhere, or before it counts');
  const parent = source.parentOf(step);
  const own = parent && api.isExpressionStatement(parent) ? source.statementOf(step) : undefined;
  if (own === undefined && uses.length > 1) refuse(`\`${name}\` is read besides`);
  if (own && parent !== own) refuse('a branch');
  if (own && source.parentOf(own) !== source.functionOf(step)?.body) refuse('counted in a branch');
  return { ...found, step, use, initial, alone: own, before: api.isPostfixUnaryExpression(step) && own === undefined };
}

/** The expression that adds one. */
function stepAt(source: Source, node: ts.Identifier): ts.Expression | undefined {
  const { ts: api } = source;
  const parent = source.parentOf(node);
  if (parent === undefined) return undefined;
  if (api.isPrefixUnaryExpression(parent) || api.isPostfixUnaryExpression(parent))
    return parent.operator === api.SyntaxKind.PlusPlusToken ? parent : undefined;
  const isAdding = api.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === api.SyntaxKind.PlusEqualsToken;
  return isAdding && source.textOf(parent.right) === '1' ? parent : undefined;
}

function count(edit: Edit, { source, step, alone, before, initial, name }: Counter, counter: string): void {
  const { semi, str } = source.style;
  const offset = initial - (before ? 1 : 0);
  const plus = offset === 0 ? '' : offset > 0 ? ` + ${offset}` : ` - ${-offset}`;
  const file = posix.basename(source.unit.file).replace(/\.\w+$/, '');
  const call = `await ${counter}.incr(${str(`${file}:${name}`)})`;
  if (alone) return edit.replace(source, alone, `const ${name} = ${plus === '' ? call : `(${call})${plus}`}${semi}`);
  edit.replace(source, step, `(${call}${plus === '' ? ')' : `)${plus}`}`);
}

class CounterCargo implements Cargo {
  readonly name: string;
  private typeText: string | undefined;

  constructor(
    private readonly program: Program,
    private readonly edit: Edit,
    private readonly counter: Counter,
  ) {
    this.name = edit.fresh(counter.source, 'counter');
  }

  type(source: Source): string {
    const home = this.counter.source;
    this.typeText ??= this.edit.fresh(home, typeName(this.counter.name, 'Counter'));
    return source === home ? this.typeText : this.edit.importFrom(source, home.unit, { name: this.typeText, type: true });
  }

  /** Puts the type in the place of the number. */
  declare(): void {
    const { source, statement } = this.counter;
    if (this.typeText === undefined) return removeDeclaration(this.edit, this.counter);
    const { semi, unit } = source.style;
    const text = `export interface ${this.typeText} {\n${unit}incr(key: string): Promise<number>${semi}\n}`;
    this.edit.replace(source, statement, `/** Counts for all replicas; a client of Redis does. */\n${text}`);
  }

  hand(ref: Owner['ref'], at: Source): string | undefined {
    return redisInScope(this.program, at, ref);
  }

  make({ source, hand, isTest }: Owner, name: string): readonly string[] | string {
    if (hand !== undefined) return hand;
    if (!isTest) return refuse('no store at hand');
    const { semi } = source.style;
    return [`let count = 0${semi}`, `const ${name} = { incr: () => Promise.resolve(++count) }${semi}`];
  }
}
