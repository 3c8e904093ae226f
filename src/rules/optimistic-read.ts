import type { Frames } from '../analyzer/effects/operations-frames.js';
import type { Occurrence } from '../analyzer/effects/operations.js';
import { bare, keyOf, refuse, type Edit, type ts } from '../analyzer/rewrite/tools.js';
import { appendItems } from '../analyzer/rewrite/lists.js';
import { writtenIn } from './conditional-text.js';
import { expressionAt, linksNamed, methodOf, type Places } from './places.js';

/** Lets a read give the version, too, where it says which columns it gives. Refuses where that is not written in the call. */
export function askForVersion(edit: Edit, frames: Frames, { statement, lib, op }: Occurrence, at: Places, version: string): void {
  const { source, read } = at;
  if (statement) return inStatement(edit, at, version);
  const { pkg } = lib.callee.type;
  if (pkg === '@prisma/client') return inObject(edit, at, expressionAt(source, read, '0.select'), version, 'true');
  if (pkg.startsWith('drizzle-orm')) {
    if (op.resource === undefined) return inObject(edit, at, expressionAt(source, read, '0.columns'), version, 'true');
    const table = expressionAt(source, read, op.resource) ?? refuse('the table is not written in the call');
    if (linksNamed(source, read, 'innerJoin').length + linksNamed(source, read, 'leftJoin').length > 0) refuse('rows of several tables');
    return inObject(edit, at, read.arguments.at(0), version, `${source.textOf(table)}.${version}`);
  }
  if (pkg === 'knex') return inNames(edit, at, ['select', 'first', 'columns'], version);
  if (pkg === 'kysely') return inKysely(edit, at, version);
  if (pkg === 'mongoose') {
    const asked = read.arguments.at(1);
    if (
      (asked !== undefined && !/^(?:null|undefined|\{\s*\})$/.test(source.textOf(asked))) ||
      linksNamed(source, read, 'select').length > 0
    )
      refuse('some fields are asked for');
    return;
  }
  if (pkg === 'typeorm') return inTypeorm(edit, at, op.key, version);
  if (pkg.startsWith('sequelize'))
    return inAttributes(edit, at, expressionAt(source, read, `${String(op.options ?? 0)}.attributes`), version);
  refuse('which columns are read is not known');
}

/** `select: { id: true }`; nothing to do where nothing is chosen. */
function inObject(edit: Edit, { source, read }: Places, given: ts.Expression | undefined, version: string, value: string): void {
  if (expressionAt(source, read, '0.omit')) refuse('some fields are left out');
  if (given === undefined) return;
  const object = bare(source, given);
  if (!source.ts.isObjectLiteralExpression(object)) refuse('what is asked for is written elsewhere');
  if (object.properties.some((one) => keyOf(source, one) === version)) return;
  if (object.properties.length === 0) refuse('nothing is asked for');
  const text = `${version}: ${value}`;
  for (const splice of appendItems(source, object.properties, object.properties.pos, object.end - 1, [text]))
    edit.replace(source, splice, splice.text);
}

/** `select: { id: true }`, `select: ['id']`; all columns where nothing is said. */
function inTypeorm(edit: Edit, at: Places, key: number | string | undefined, version: string): void {
  const { source, read } = at;
  if (String(key).startsWith('()')) {
    const links = ['select', 'addSelect'].flatMap((name) => linksNamed(source, read, name));
    if (links.length > 0 || /^getRaw/.test(methodOf(source, read).name.text)) refuse('some columns are asked for');
    return;
  }
  const [index] = String(key).split('.');
  const given = expressionAt(source, read, `${index}.select`);
  if (given !== undefined && source.ts.isArrayLiteralExpression(bare(source, given))) return inAttributes(edit, at, given, version);
  return inObject(edit, at, given, version, 'true');
}

/** `attributes: ['id']` */
function inAttributes(edit: Edit, { source }: Places, given: ts.Expression | undefined, version: string): void {
  if (given === undefined) return;
  const list = bare(source, given);
  if (!source.ts.isArrayLiteralExpression(list)) refuse('what is asked for is written in another way');
  if (list.elements.some((one) => source.ts.isStringLiteral(one) && one.text === version)) return;
  for (const splice of appendItems(source, list.elements, list.elements.pos, list.end - 1, [source.style.str(version)]))
    edit.replace(source, splice, splice.text);
}

/** `.select('a', 'b')`, `.first('a')`. */
function inNames(edit: Edit, { source, read }: Places, methods: readonly string[], version: string): void {
  const { ts: api } = source;
  const [link, more] = methods.flatMap((name) => linksNamed(source, read, name)).filter((one) => one.arguments.length > 0);
  if (link === undefined) return;
  if (more !== undefined || !link.arguments.every((one) => api.isStringLiteral(one))) refuse('what is asked for is written in another way');
  if (link.arguments.some((one) => api.isStringLiteral(one) && ['*', version].includes(one.text))) return;
  edit.addArguments(source, link, [source.style.str(version)]);
}

/** `.selectAll()`, `.select(['a', 'b'])`. */
function inKysely(edit: Edit, { source, read }: Places, version: string): void {
  if (linksNamed(source, read, 'selectAll').length > 0) return;
  const [link, more] = linksNamed(source, read, 'select');
  const list = link?.arguments.at(0);
  if (more !== undefined || list === undefined || !source.ts.isArrayLiteralExpression(list))
    return refuse('what is asked for is written in another way');
  if (list.elements.some((one) => source.ts.isStringLiteral(one) && one.text === version)) return;
  for (const splice of appendItems(source, list.elements, list.elements.pos, list.end - 1, [source.style.str(version)]))
    edit.replace(source, splice, splice.text);
}

/** A row type that is given to the call has to have the version; one that extends what the driver gives has anything. */
function checkType({ source, read }: Places, version: string): void {
  const { ts: api, tree } = source;
  for (const given of read.typeArguments ?? []) {
    const text = source.textOf(given);
    const name = /^(?:Array<)?(\w+)/.exec(text)?.[1] ?? '';
    const declared = tree.statements.find(
      (one): one is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
        (api.isInterfaceDeclaration(one) || api.isTypeAliasDeclaration(one)) && one.name.text === name,
    );
    const said = declared === undefined ? text : source.textOf(declared);
    if (!/^any\b|\bRowDataPacket\b/.test(said) && !new RegExp(`\\b${version}\\b`).test(said)) refuse('the type of the row has no version');
  }
}

/** `SELECT a, b FROM t` */
function inStatement(edit: Edit, at: Places, version: string): void {
  const { text, start } = writtenIn(at, at.read);
  checkType(at, version);
  const list = /^\s*select\s+([\s\S]*?)\s+from\b/i.exec(text) ?? refuse('not a plain selection');
  if (/\(|\bdistinct\b/i.test(list[1])) refuse('something computed is selected');
  if (
    list[1].split(',').some((one) =>
      ['*', version].includes(
        one
          .trim()
          .replace(/^\w+\./, '')
          .replaceAll('"', ''),
      ),
    )
  )
    return;
  edit.insert(at.source, start + text.indexOf(list[1], list.index) + list[1].length, `, ${version}`);
}
