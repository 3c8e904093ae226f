import type { Rewrite } from '../../analyzer/finding.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import { rangesOverlap } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite } from '../../analyzer/link/values.js';
import { appendItems } from '../../analyzer/rewrite/lists.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { atHand } from './at-hand.js';
import type { Match } from './detect.js';
import { consequenceFor, payloadOf, type Done } from './rewrite-queue.js';

const CLIENT = 'inngest#Inngest';

/**
 * Inngest is sent an event, and a function of its own does it. Precondition: the module has, or imports, the one client, which does not say which events there are; a function
 * that it made is in sight, exported under a name that stands in one list of functions; all versions in use take the event in one place.
 */
export function sendToInngest(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Send an event to Inngest, and let a function of its own do it', (edit) => {
    const { source, call, done } = consequenceFor(match, program, edit);
    const client = atHand(program, source.unit, ({ id }) => id === CLIENT) ?? refuse('no client at hand');
    const made = edit.source(client.site.unit).callAt(client.site.unit.ir.span(client.site.value));
    if (/\bschemas\b/.test(edit.source(client.site.unit).textOf(made))) refuse('it says which events there are');
    const beside = functionOf(program, edit, client.site);
    const event = `app/${kebab(done.name)}`;
    if (program.units.some(({ ir }) => ir.strings.includes(event))) refuse('there is such an event');
    edit.replace(source, call, `${client.name}.send({ name: ${source.style.str(event)}, data: ${payloadOf(source, call, done)} })`);
    addFunction(edit, program, beside, done, event);
  });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter, at: number) => (at === 0 ? '' : '-') + letter.toLowerCase());

/** A function of Inngest: how its client is called there, its statement, and where its name is listed. */
interface Beside {
  readonly source: Source;
  readonly client: string;
  readonly statement: ts.VariableStatement;
  readonly list: { readonly source: Source; readonly array: ts.ArrayLiteralExpression };
}

function functionOf(program: Program, edit: Edit, site: CallSite): Beside {
  const made = program.graph.libCalls.filter(
    ({ callee: { name, recv } }) =>
      name.endsWith('.createFunction') &&
      recv?.k === 'lib' &&
      typeof recv.origin !== 'string' &&
      recv.origin.unit === site.unit &&
      recv.origin.value === site.value,
  );
  const found = made.flatMap((call) => besideAt(program, edit, call));
  return found.at(-1) ?? refuse('no function is in sight');
}

function besideAt(program: Program, edit: Edit, { unit, call }: LibCall): Beside[] {
  const source = edit.source(unit);
  const { ts: api } = source;
  const node = source.callAt(unit.ir.span(call));
  const declaration = source.parentOf(node);
  const statement = source.tree.statements.find((one) => one.pos <= node.pos && node.end <= one.end);
  if (!statement || !api.isVariableStatement(statement) || !declaration || !api.isVariableDeclaration(declaration)) return [];
  if (!api.isIdentifier(declaration.name) || !api.isPropertyAccessExpression(node.expression)) return [];
  const { text } = declaration.name;
  const imported = program
    .importersOf(unit)
    .flatMap(({ unit: from, row }) => (from.ir.import(row).name === text ? [{ from, as: from.ir.import(row).local }] : []));
  const lists = [{ from: unit, as: text }, ...imported].flatMap(({ from, as }) => listsOf(edit.source(from), as));
  const [list, more] = lists;
  return list && more === undefined ? [{ source, client: source.textOf(node.expression.expression), statement, list }] : [];
}

/** `functions: [name, …]` */
function listsOf(source: Source, name: string): Beside['list'][] {
  const { ts: api } = source;
  return source.identifiersNamed(name).flatMap((use) => {
    const array = source.parentOf(use);
    const property = array && source.parentOf(array);
    const isList = array && api.isArrayLiteralExpression(array) && property && api.isPropertyAssignment(property);
    return isList && source.textOf(property.name) === 'functions' ? [{ source, array }] : [];
  });
}

/** A function after one that is there, and its name in the list. */
function addFunction(edit: Edit, program: Program, { source, client, statement, list }: Beside, done: Done, event: string): void {
  const range = program.dependencyRange(source.unit, 'inngest');
  const isNew = range !== undefined && !rangesOverlap(range, '<4.0.0');
  if (range === undefined || (!isNew && rangesOverlap(range, '>=4.0.0'))) refuse('versions differ in where the event stands');
  const own = source.unit === done.unit ? done.name : edit.importFrom(source, done.unit, { name: done.name });
  const name = edit.fresh(source, `${done.name}Function`);
  const { semi, str } = source.style;
  const id = `id: ${str(kebab(done.name))}`;
  const given = isNew ? [`  { ${id}, triggers: [{ event: ${str(event)} }] },`] : [`  { ${id} },`, `  { event: ${str(event)} },`];
  const values = done.names.map((one) => `event.data.${one}`).join(', ');
  edit.after(source, statement, [
    '',
    `export const ${name} = ${client}.createFunction(`,
    ...given,
    '  async ({ event }) => {',
    `    await ${own}(${values})${semi}`,
    '  },',
    `)${semi}`,
  ]);
  const listed = list.source === source ? name : edit.importFrom(list.source, source.unit, { name });
  const { elements } = list.array;
  for (const splice of appendItems(list.source, elements, elements.pos, list.array.end - 1, [listed]))
    edit.replace(list.source, splice, splice.text);
}
