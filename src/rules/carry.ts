import { isWithin } from '../analyzer/effects/regions.js';
import type { Span } from '../analyzer/ir/module.js';
import { Bind, BindFlag, Fn, Op } from '../analyzer/ir/ops.js';
import type { FnRef } from '../analyzer/link/callgraph.js';
import type { Program } from '../analyzer/link/program.js';
import type { Unit, Val } from '../analyzer/link/values.js';
import { appendItems } from '../analyzer/rewrite/lists.js';
import { Refusal } from '../analyzer/rewrite/refusal.js';
import { allCallers, refuse, type Caller, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { isTestFile, testAround } from './carry-tests.js';

/** A function in which something is made that others are handed. */
export interface Owner {
  readonly source: Source;
  readonly ref: FnRef;
  /** What is in scope there that it can be made of: a name. */
  readonly hand: string | undefined;
  readonly isTest: boolean;
}

/** Something that functions are handed instead of keeping it. */
export interface Cargo {
  /** What it is called, where that is free. */
  readonly name: string;
  /** Its type, as a file writes it. May import it. */
  type(source: Source): string;
  /** Something in scope of a function that it can be made of, and that may be had in every process alike: there nobody has to hand it in. */
  hand(ref: FnRef, source: Source): string | undefined;
  /** Makes it: statements, the last of which declares `name`; or a text, where no statement is needed. May import, or refuse. */
  make(owner: Owner, name: string, at: ts.Node): readonly string[] | string;
}

type Plan =
  | { readonly kind: 'own'; readonly owner: Owner; readonly uses: ts.Node[] }
  | { readonly kind: 'parameter' | 'field'; readonly ref: FnRef; readonly callers: readonly Caller[]; readonly first: boolean };

/** The outermost function around another one: its variables are seen by all within. */
export function outermost({ unit, fn }: FnRef): FnRef {
  let at = fn;
  while (at > 0 && unit.ir.fnParent(at) > 0) at = unit.ir.fnParent(at);
  return { unit, fn: at };
}

/**
 * Finds who owns a thing that functions need: it climbs the call graph from them until it reaches a function that has something to make it of, or that
 * runs once. On the way each function gets a parameter (a method: a parameter of its constructor, kept in a field). Refuses where a caller is out of
 * sight and the function runs once for each request, so that whatever it made would be forgotten with the request.
 */
export class Carriage {
  private readonly plans = new Map<string, Plan>();
  private readonly names = new Map<Source, string>();

  constructor(
    private readonly program: Program,
    private readonly edit: Edit,
    private readonly cargo: Cargo,
    /** The file in which the name is the thing's own already. */
    private readonly home: Unit,
  ) {}

  /** Plans how it gets to a function; `at` is a use of it there. */
  need(ref: FnRef, at: ts.Node): void {
    this.plan(outermost(ref), at, ref.fn !== outermost(ref).fn);
  }

  get owners(): readonly Owner[] {
    return [...this.plans.values()].flatMap((plan) => (plan.kind === 'own' ? [plan.owner] : []));
  }

  private plan(ref: FnRef, at: ts.Node, nested: boolean): void {
    if (ref.fn === 0) refuse('needed while the module loads');
    const key = keyOf(ref);
    const known = this.plans.get(key);
    if (known?.kind === 'own') known.uses.push(at);
    if (known) return;
    const source = this.edit.source(ref.unit);
    const own = (hand: string | undefined, isTest: boolean): void => {
      this.plans.set(key, { kind: 'own', owner: { source, ref, hand, isTest }, uses: [at] });
    };
    if (isTestFile(ref.unit)) return own(undefined, true);
    const hand = this.cargo.hand(ref, source);
    if (hand !== undefined) return own(hand, false);
    const found = this.carrier(ref);
    if (found === undefined || found.callers.some(({ edge }) => edge.from.fn === 0)) {
      if (!this.runsOnce(ref, nested)) refuse('whoever could own it runs once for each request');
      return own(undefined, false);
    }
    this.plans.set(key, found);
    for (const { call, source: from, edge } of found.callers) {
      const test = isTestFile(edge.from.unit) ? testAround(from, call, edge.from) : undefined;
      this.plan(test ?? outermost(edge.from), call, nested || found.kind === 'field' || outermost(edge.from).fn !== edge.from.fn);
    }
  }

  /** A function whose callers can all be changed. */
  private carrier(ref: FnRef): Exclude<Plan, { kind: 'own' }> | undefined {
    const { ir } = ref.unit;
    const { flags, cls } = ir.fn(ref.fn);
    const isMethod = cls >= 0 && (flags & Fn.Method) !== 0 && (flags & Fn.Static) === 0;
    const target = isMethod ? { unit: ref.unit, fn: ir.cls(cls).ctor } : ref;
    if (target.fn < 0 || (flags & (Fn.Getter | Fn.Setter)) !== 0) return undefined;
    try {
      const callers = allCallers(this.program, this.edit, target);
      const first = placeFor(this.edit.source(target.unit), target, callers);
      return { kind: isMethod ? 'field' : 'parameter', ref: target, callers, first };
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /**
   * Does it run when the service is put together, and not for requests: while it starts, or to register the handlers that are made in it? What
   * an event of unknown sort calls may be as many times as there are requests.
   */
  private runsOnce({ unit, fn }: FnRef, nested: boolean): boolean {
    const contexts = this.program.contexts.of(unit, fn);
    if (contexts.has('handler') || contexts.has('job')) return false;
    return contexts.has('startup') || (nested && this.makesHandlers(unit, fn));
  }

  private makesHandlers(unit: Unit, fn: number): boolean {
    const isRoot = (one: number): boolean => {
      const contexts = this.program.contexts.of(unit, one);
      return contexts.get('handler')?.kind === 'root' || contexts.get('job')?.kind === 'root';
    };
    for (let one = fn + 1, n = unit.ir.count('functions'); one < n; one++) if (isWithin(unit, one, fn) && isRoot(one)) return true;
    return false;
  }

  /** Writes all parameters, arguments and declarations. Ask for the text at the uses afterwards. */
  write(): void {
    for (const plan of this.plans.values()) {
      if (plan.kind === 'own') this.declare(plan.owner, plan.uses);
      else this.pass(plan.ref, plan.callers, plan.kind === 'field', plan.first);
    }
  }

  private readonly texts = new Map<string, string>();

  private declare(owner: Owner, uses: readonly ts.Node[]): void {
    const { source, ref } = owner;
    const name = this.nameIn(source);
    const at = uses.reduce((a, b) => (b.pos < a.pos ? b : a));
    const made = this.cargo.make(owner, name, at);
    this.texts.set(keyOf(ref), typeof made === 'string' ? made : name);
    if (typeof made !== 'string') this.edit.before(source, statementIn(source, ref, at), made);
  }

  private pass(ref: FnRef, callers: readonly Caller[], isField: boolean, first: boolean): void {
    const source = this.edit.source(ref.unit);
    const name = this.nameIn(source);
    const { isTypeScript } = source.style;
    const text = isTypeScript ? `${name}: ${this.cargo.type(source)}` : name;
    const node = source.functionAt(ref.unit.ir.fn(ref.fn));
    addParameterText(this.edit, source, node, isField && isTypeScript ? `private readonly ${text}` : text, first);
    if (isField && !isTypeScript) this.keep(source, node, name);
    for (const { source: from, call, edge } of callers) {
      const argument = (): string => this.textAt(edge.from, call);
      this.arguments.push(() => {
        if (first && (call.arguments?.length ?? 0) > 0) this.edit.insert(from, from.start(call.arguments![0]), `${argument()}, `);
        else this.edit.addArguments(from, call, [argument()]);
      });
    }
  }

  private readonly arguments: (() => void)[] = [];

  /** Writes the arguments, once it is known what the thing is called everywhere. */
  finish(): void {
    for (const write of this.arguments) write();
  }

  private keep(source: Source, { body }: ts.FunctionLikeDeclaration, name: string): void {
    if (body === undefined || !source.ts.isBlock(body) || body.statements.length === 0) refuse('a constructor without statements');
    this.edit.before(source, body.statements[0], [`this.${name} = ${name}${source.style.semi}`]);
  }

  /** What it is called at a place in a function. */
  textAt(ref: FnRef, at: ts.Node): string {
    const source = this.edit.source(ref.unit);
    const outer = (isTestFile(ref.unit) ? testAround(source, at, ref) : undefined) ?? outermost(ref);
    const own = this.texts.get(keyOf(outer));
    if (own !== undefined) return own;
    if (this.plans.get(keyOf(outer))?.kind !== 'field') return this.nameIn(source);
    if (!seesThis(source, at)) refuse('`this` is another one there');
    return `this.${this.nameIn(source)}`;
  }

  private nameIn(source: Source): string {
    const known = this.names.get(source);
    if (known !== undefined) return known;
    const name = source.unit === this.home ? this.cargo.name : this.edit.fresh(source, this.cargo.name);
    this.names.set(source, name);
    return name;
  }
}

const keyOf = ({ unit, fn }: FnRef): string => `${unit.index}:${fn}`;

/** Must the new parameter come first, since others may be left out? Refuses where the calls differ in another way. */
function placeFor(source: Source, ref: FnRef, callers: readonly Caller[]): boolean {
  const { ts: api } = source;
  const { parameters } = source.functionAt(ref.unit.ir.fn(ref.fn));
  if (parameters.some((one) => one.dotDotDotToken !== undefined)) refuse('a rest parameter is last');
  const counts = callers.map(({ call }) => call.arguments?.length ?? 0);
  if (callers.some(({ call }) => call.arguments?.some((one) => api.isSpreadElement(one)) === true)) refuse('the arguments are spread');
  if (counts.some((count) => count > parameters.length)) refuse('more arguments than parameters');
  const isOptional = parameters.some((one) => one.questionToken ?? one.initializer);
  if (counts.every((count) => count === parameters.length) && !isOptional) return false;
  return isOptional || refuse('a call passes another number of arguments');
}

function addParameterText(edit: Edit, source: Source, node: ts.FunctionLikeDeclaration, text: string, first: boolean): void {
  const { parameters } = node;
  const [head] = parameters;
  if (
    parameters.length === 1 &&
    source.ts.isArrowFunction(node) &&
    !source.text.slice(source.start(node), source.start(head)).includes('(')
  )
    return edit.wrap(source, head, first ? `(${text}, ` : '(', first ? ')' : `, ${text})`);
  if (first && parameters.length > 0) return edit.insert(source, source.start(head), `${text}, `);
  const close = source.text.indexOf(')', parameters.at(-1)?.end ?? parameters.pos);
  for (const splice of appendItems(source, parameters, parameters.pos, close, [text])) edit.replace(source, splice, splice.text);
}

/** The statement of a function's own body that holds a node; the node itself where the body is an expression. */
function statementIn(source: Source, ref: FnRef, at: ts.Node): ts.Node {
  const { body } = source.functionAt(ref.unit.ir.fn(ref.fn));
  if (body === undefined || !source.ts.isBlock(body)) return at;
  return body.statements.find((one) => one.pos <= at.pos && at.end <= one.end) ?? refuse('not in the body of its function');
}

/** Is `this` at a node that of the method around it? */
function seesThis(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  for (const at of source.ancestorsOf(node)) {
    if (api.isMethodDeclaration(at) || api.isConstructorDeclaration(at)) return true;
    if (api.isFunctionLike(at) && !api.isArrowFunction(at)) return false;
  }
  return false;
}

/** A parameter of a function (or a part that it takes of one), else a constant of its module, whose value passes a test: a name. */
export function inScope(program: Program, source: Source, { unit, fn }: FnRef, test: (value: Val) => boolean): string | undefined {
  const { ir } = unit;
  if (fn > 0) {
    const { parameters } = source.functionAt(ir.fn(fn));
    const [from, to] = [parameters.pos, parameters.end];
    for (let [v, end] = ir.fnCode(fn); v < end; v = ir.next(v)) {
      if (![Op.param, Op.get].includes(ir.op(v)) || ir.start(v) < from || ir.end(v) > to || !test(program.value(unit, v))) continue;
      const name = nameAt(source, parameters, ir.span(v));
      if (name !== undefined) return name;
    }
  }
  for (let i = 0, n = ir.count('bindings'); i < n; i++) {
    const { name, kind, owner, flags } = ir.binding(i);
    if (owner !== 0 || (kind !== Bind.Const && kind !== Bind.Import) || (flags & (BindFlag.Place | BindFlag.Reassigned)) !== 0) continue;
    if (test(program.binding(unit, i))) return name;
  }
  return undefined;
}

/** The name that a list of parameters binds at a place. */
function nameAt(source: Source, list: readonly ts.ParameterDeclaration[], { start, end }: Span): string | undefined {
  const { ts: api } = source;
  const visit = (node: ts.BindingName): string | undefined => {
    if (api.isIdentifier(node)) return source.start(node) === start && node.end === end ? node.text : undefined;
    return node.elements.map((one) => (api.isBindingElement(one) ? visit(one.name) : undefined)).find((found) => found !== undefined);
  };
  return list.map(({ name }) => visit(name)).find((found) => found !== undefined);
}
