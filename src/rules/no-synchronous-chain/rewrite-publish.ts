import type { Rewrite } from '../../analyzer/finding.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { allCallers, refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { Carriage, type Cargo, type Owner } from '../carry.js';
import type { Match } from './detect.js';
import { movedBy, type Moved } from './rewrite-moved.js';

/**
 * The function publishes what happened to a publisher that it is handed, and goes on; what followed becomes a function of its own, which the caller
 * subscribes. Precondition: the function is a module's own, all its callers are known, and whoever the event is for is known where it is called.
 */
export function publish(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Publish an event, and let a subscriber do the rest', (edit) => {
    const moved = movedBy(match, program, edit);
    const { source, ref, statements } = moved;
    if (source.style.modules === 'cjs') refuse('nothing is exported by name');
    const cargo = new EventCargo(program, edit, moved);
    const carriage = new Carriage(program, edit, cargo, ref.unit);
    carriage.need(ref, statements[0]);
    carriage.write();
    carriage.finish();
    const { semi, str } = source.style;
    const payload = `{ ${moved.data.map(({ name }) => name).join(', ')} }`;
    const text = `await ${carriage.textAt(ref, statements[0])}.emit(${str(cargo.event)}, ${payload})${semi}`;
    edit.replace(source, { start: source.start(statements[0]), end: statements[statements.length - 1].end }, text);
    cargo.declare();
  });
}

const upper = (name: string): string => name[0].toUpperCase() + name.slice(1);

class EventCargo implements Cargo {
  readonly name: string;
  readonly event: string;
  private readonly done: string;
  private readonly events: string;
  private readonly follow: string;

  constructor(
    private readonly program: Program,
    private readonly edit: Edit,
    private readonly moved: Moved,
  ) {
    const { source, name } = moved;
    this.name = edit.fresh(source, 'events');
    this.event = `${name}:done`;
    this.done = edit.fresh(source, `${upper(name)}Done`);
    this.events = edit.fresh(source, `${upper(name)}Events`);
    this.follow = edit.fresh(source, `after${upper(name)}`);
  }

  type(source: Source): string {
    return this.exported(source, this.events, true);
  }

  /** Whoever calls the function owns the publisher: there it is known who the event is for. */
  hand({ unit, fn }: FnRef): string | undefined {
    return unit === this.moved.ref.unit && fn === this.moved.ref.fn ? undefined : this.event;
  }

  make({ source, ref }: Owner, name: string, at: ts.Node): readonly string[] {
    const { semi, str, isTypeScript } = source.style;
    const contexts = this.program.contexts.of(ref.unit, ref.fn);
    if (contexts.has('handler') || contexts.has('job')) refuse('a publisher for each request');
    const owner = source.functionAt(ref.unit.ir.fn(ref.fn));
    const calls = allCallers(this.program, this.edit, this.moved.ref).filter(
      ({ source: from, call }) => from === source && owner.pos <= call.pos && call.end <= owner.end,
    );
    const [services, ...others] = calls.map(({ call }) => this.servicesIn(source, owner, call));
    if (services === undefined || at.pos < owner.pos) refuse('called through others');
    if (others.some((other) => other.join() !== services.join())) refuse('for others at each call');
    const emitter = this.edit.import(source, { from: 'node:events', name: 'EventEmitter' });
    const follow = this.exported(source, this.follow, false);
    const event = isTypeScript ? `event: ${this.exported(source, this.done, true)}` : 'event';
    const error = isTypeScript ? '(error: unknown)' : '(error)';
    return [
      `const ${name} = new ${emitter}()${semi}`,
      `${name}.on(${str(this.event)}, (${event}) => {`,
      `  ${follow}(${[...services, 'event'].join(', ')}).catch(${error} => console.error(error))${semi}`,
      `})${semi}`,
    ];
  }

  /** The arguments that say who is asked. Refuses where they are not known when the owner runs. */
  private servicesIn(source: Source, owner: ts.FunctionLikeDeclaration, call: ts.CallExpression | ts.NewExpression): string[] {
    return this.moved.services.map(({ index }) => {
      const argument = call.arguments?.[index] ?? refuse('it is left out');
      const { ts: api } = source;
      const root = api.isPropertyAccessExpression(argument) ? argument.expression : argument;
      if (!api.isIdentifier(root) || !isKnownIn(source, owner, root, call)) refuse('made for the call');
      return source.textOf(argument);
    });
  }

  private exported(source: Source, name: string, type: boolean): string {
    return source === this.moved.source ? name : this.edit.importFrom(source, this.moved.source.unit, { name, type });
  }

  /** The types before the function, and what followed after it. */
  declare(): void {
    const { source, node, name, data, services, statements } = this.moved;
    const { semi, unit, isTypeScript } = source.style;
    const statement = source.ts.isFunctionDeclaration(node) ? node : source.statementOf(node);
    const pattern = `{ ${data.map((one) => one.name).join(', ')} }`;
    if (isTypeScript)
      this.edit.before(source, statement, [
        `/** What \`${name}\` has done. */`,
        `export interface ${this.done} {`,
        ...data.map((one) => `  readonly ${one.name}: ${one.type}${semi}`),
        '}',
        '',
        '/** Tells others: an `EventEmitter` does, and so does what puts events into a queue or an outbox. */',
        `export interface ${this.events} {`,
        `  emit(event: string, payload: ${this.done}): unknown${semi}`,
        '}',
        '',
      ]);
    const text = source.text.slice(source.start(statements[0]), statements[statements.length - 1].end);
    const parameters = [...services.map((one) => one.text), isTypeScript ? `${pattern}: ${this.done}` : pattern].join(', ');
    const result = isTypeScript ? ': Promise<void>' : '';
    this.edit.insert(
      source,
      statement.end,
      `\n\n/** What follows from \`${name}\`; nobody waits for it. */\nexport async function ${this.follow}(${parameters})${result} {\n${unit}${text}\n}`,
    );
    for (const service of services) this.leaveOut(service.own, service.used);
  }

  /** Parts that only the moved statements used are no longer taken out. */
  private leaveOut(own: ts.ParameterDeclaration, used: readonly string[]): void {
    const { source, node, statements } = this.moved;
    const { ts: api } = source;
    if (!api.isObjectBindingPattern(own.name)) return;
    const mentions = new Set<string>();
    const visit = (at: ts.Node): void => {
      if (statements.includes(at as ts.Statement)) return;
      if (api.isIdentifier(at)) mentions.add(at.text);
      api.forEachChild(at, visit);
    };
    visit(node.body);
    const kept = own.name.elements.filter(({ name }) => !api.isIdentifier(name) || !used.includes(name.text) || mentions.has(name.text));
    if (kept.length < own.name.elements.length && kept.length > 0)
      this.edit.replace(source, own.name, `{ ${kept.map((one) => source.textOf(one)).join(', ')} }`);
  }
}

/** Is a name one of the function's own parameters, of its body's statements before the call, or of the module? */
function isKnownIn(source: Source, owner: ts.FunctionLikeDeclaration, name: ts.Identifier, call: ts.Node): boolean {
  const { ts: api } = source;
  const binds = (pattern: ts.BindingName): boolean =>
    api.isIdentifier(pattern) ? pattern.text === name.text : pattern.elements.some((one) => api.isBindingElement(one) && binds(one.name));
  for (const at of source.ancestorsOf(call)) {
    const isOwner = at === owner;
    if (api.isFunctionLike(at) && at.parameters.some((one) => binds(one.name))) return isOwner;
    if (api.isBlock(at) || api.isSourceFile(at))
      for (const statement of at.statements) {
        if (!api.isVariableStatement(statement) || !statement.declarationList.declarations.some((one) => binds(one.name))) continue;
        return api.isSourceFile(at) || (at === owner.body && statement.end <= call.pos);
      }
  }
  return true; // imported
}
