import type { Rewrite } from '../../analyzer/finding.js';
import { Fn } from '../../analyzer/ir/ops.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import { rangesOverlap } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import { importedAs } from '../../analyzer/rewrite/imports.js';
import { layOut } from '../../analyzer/rewrite/layout.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isInTransaction } from './after.js';
import type { Match } from './detect.js';
import { consequenceIn } from './rewrite-consequence.js';
import { calleeAt, givenTo, payloadOf } from './rewrite-queue.js';

const PACKAGE = '@nestjs/event-emitter';
/** What a listener throws is logged from here on; before, nobody caught what an `async` one did. */
const LOGGED_SINCE = '2.0.1';

/**
 * The class emits an event, and the provider that it asked listens to it. Precondition: NestJS; the class has an `EventEmitter2`, and the project listeners, so that the module is
 * set up; what is called is a method of a provider, `await this.mail.send(…);`, with texts, numbers and truth values; versions of the package in use log what listeners throw.
 */
export function emitToListener(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Emit an event, and let the provider listen to it', (edit) => {
    const { unit } = match.sequence;
    const source = edit.source(unit);
    if (isInTransaction(program, match.sequence)) refuse('a transaction is open');
    const range = program.dependencyRange(unit, PACKAGE);
    if (range === undefined || rangesOverlap(range, `<${LOGGED_SINCE}`)) refuse('what listeners throw may reach nobody');
    const { statement, call } = consequenceIn(source, match, program);
    if (!source.ts.isCallExpression(call) || !isOfMember(source, call)) refuse('not a method of a provider');
    const to = calleeAt(program, source, match, call);
    const { home, method, holder } = providerOf(edit, to);
    const { names, types } = givenTo(home, method, call);
    const emitter = emitterOf(source, call);
    if (!hasListeners(program)) refuse('nobody listens to events yet');
    const event = eventName(holder, method, home);
    edit.replace(
      source,
      { start: source.start(statement), end: call.end },
      `this.${emitter}.emit(${source.style.str(event)}, ${payloadOf(source, call, { names })})`,
    );
    listen(edit, { home, method, event, names, types });
  });
}

/** `this.mail.send(…)` */
function isOfMember({ ts: api }: Source, { expression }: ts.CallExpression): boolean {
  if (!api.isPropertyAccessExpression(expression) || !api.isPropertyAccessExpression(expression.expression)) return false;
  return expression.expression.expression.kind === api.SyntaxKind.ThisKeyword;
}

/** The method that is called and its class, which Nest makes. */
function providerOf(
  edit: Edit,
  { unit, fn }: FnRef,
): { readonly home: Source; readonly method: ts.MethodDeclaration; readonly holder: ts.ClassDeclaration } {
  const home = edit.source(unit);
  const { ts: api } = home;
  const row = unit.ir.fn(fn);
  const method = (row.flags & Fn.Method) !== 0 && (row.flags & Fn.Static) === 0 ? home.functionAt(row) : undefined;
  const holder = method && home.parentOf(method);
  if (!method || !api.isMethodDeclaration(method) || !holder || !api.isClassDeclaration(holder)) return refuse('not a method of a class');
  const isProvider = (api.getDecorators(holder) ?? []).some((one) => /^@Injectable\b/.test(home.textOf(one)));
  return isProvider && importedAs(home, { from: '@nestjs/common', name: 'Injectable' }) !== undefined
    ? { home, method, holder }
    : refuse('not a provider');
}

/** The member of the class around a call that holds the emitter: a parameter of its constructor. */
function emitterOf(source: Source, call: ts.Node): string {
  const { ts: api } = source;
  const holder = [...source.ancestorsOf(call)].find((one) => api.isClassLike(one)) ?? refuse('not in a class');
  const type = [PACKAGE, 'eventemitter2'].flatMap((from) => importedAs(source, { from, name: 'EventEmitter2', type: true }) ?? []);
  const maker = api.isClassLike(holder) ? holder.members.find((one) => api.isConstructorDeclaration(one)) : undefined;
  const own = maker?.parameters.find(
    (one) => one.type && type.includes(source.textOf(one.type)) && (api.getModifiers(one) ?? []).length > 0 && api.isIdentifier(one.name),
  );
  return own && api.isIdentifier(own.name) ? own.name.text : refuse('the class has no emitter');
}

/** Does a file of the project listen already? Then the module of events is part of the application. */
const hasListeners = (program: Program): boolean =>
  program.units.some(({ ir }) =>
    Array.from({ length: ir.count('imports') }, (_, row) => ir.import(row)).some(
      ({ specifier, name }) => specifier === PACKAGE && name === 'OnEvent',
    ),
  );

/** `mail.sendInvitation` of `MailService.sendInvitation`. Refuses where there is such an event. */
function eventName(holder: ts.ClassDeclaration, method: ts.MethodDeclaration, home: Source): string {
  const of = (holder.name?.text ?? refuse('a class without a name')).replace(/(?!^)Service$/, '');
  const name = `${of[0].toLowerCase()}${of.slice(1)}.${home.textOf(method.name)}`;
  return home.text.includes(name) ? refuse('there is such an event') : name;
}

interface Listener {
  readonly home: Source;
  readonly method: ts.MethodDeclaration;
  readonly event: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** A listener after the method that it calls. */
function listen(edit: Edit, { home, method, event, names, types }: Listener): void {
  const name = home.textOf(method.name);
  const own = edit.fresh(home, `on${name[0].toUpperCase()}${name.slice(1)}`);
  const decorator = edit.import(home, { from: PACKAGE, name: 'OnEvent' });
  const { semi, str } = home.style;
  const type = `{ ${names.map((one, i) => `${one}: ${types[i]}`).join('; ')} }`;
  const lines = [
    `@${decorator}(${str(event)})`,
    `async ${own}({ ${names.join(', ')} }: ${type}): Promise<void> {`,
    `  await this.${name}(${names.join(', ')})${semi}`,
    '}',
  ];
  edit.insert(home, method.end, `\n\n${layOut(home, lines, home.indentAt(home.start(method)))}`);
}
