import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isIn, usesOf } from '../declared.js';
import type { Match } from './detect.js';
import { fits } from './rewrite-move.js';
import { awaitedCall, cut, declaredBy, linesOf, mayLeave, mentions, regionOf, sqlOf, type RegionText } from './rewrite-region.js';
import { selectForm, updateForm } from './statement-forms.js';

const TELLS: ReadonlySet<string> = new Set(['mail', 'push', 'webhook', 'analytics', 'search', 'timer']);

/**
 * Makes the call after the region. Precondition: nothing uses what it gives, and its failure has nothing to take back: it is caught, it only tells
 * others, or the region only reads.
 */
export function moveAfter(edit: Edit, match: Match): void {
  const region = regionOf(edit, match);
  checkUnused(region);
  if (!TELLS.has(match.effect.system) && !isCaught(region.source, region.slow) && !onlyReads(region))
    refuse('its failure takes something back');
  if (region.body) return afterBody(edit, region, region.body);
  placeAfter(edit, region, linesOf(region.source, region.slow));
  cut(edit, region.source, region.slow);
}

function checkUnused(region: RegionText): void {
  if (!region.source.ts.isExpressionStatement(region.slow) || !fits(region, region.slow)) refuse('what it gives is used');
  if (mentions(region.source, region.slow, region.handles)) refuse('it is given the handle');
}

function isCaught(source: Source, slow: ts.Statement): boolean {
  const call = awaitedCall(source, slow);
  const callee = call?.expression;
  return callee !== undefined && source.ts.isPropertyAccessExpression(callee) && callee.name.text === 'catch';
}

/** Is everything else that is done with the connection a statement that selects? */
function onlyReads({ source, inside, slow, handles }: RegionText): boolean {
  const { ts: api } = source;
  if (handles.length === 0) return false;
  return inside
    .filter((one) => one !== slow)
    .every((one) =>
      handles.every((handle) =>
        usesOf(source, one, handle).every((use) => {
          const call = [...source.ancestorsOf(use)].find((node): node is ts.CallExpression => api.isCallExpression(node));
          return call !== undefined && /^\s*select\b/i.test(sqlOf(source, call) ?? '');
        }),
      ),
    );
}

/** After a callback: what the call needs from inside is what the body returns. */
function afterBody(edit: Edit, region: RegionText, body: NonNullable<RegionText['body']>): void {
  const { source, slow, begin, inside, opener } = region;
  const { ts: api } = source;
  const needed = [...new Set(declaredBy(source, inside))].filter((name) =>
    usesOf(source, slow, name).some((use) => !isOwn(source, use, slow, name)),
  );
  const lines = linesOf(source, slow);
  if (!api.isExpressionStatement(begin) || !api.isAwaitExpression(begin.expression) || begin.expression.expression !== opener)
    refuse('the result of the region is used');
  if (needed.length > 0) {
    const before = inside.slice(0, inside.indexOf(slow));
    if (needed.some((name) => !declaredBy(source, before).includes(name)) || inside.some((one) => mayLeaveEarly(source, one)))
      refuse('what it needs is not at hand');
    const around = source.functionOf(begin) ?? source.tree;
    if (needed.some((name) => usesOf(source, around, name).some((use) => !isIn(use, body)))) refuse('its names are taken outside');
    const names = needed.length === 1 ? needed[0] : `{ ${needed.join(', ')} }`;
    edit.insert(source, source.start(begin), `const ${names} = `);
    const last = inside.findLast((one) => one !== slow) ?? slow;
    edit.after(source, last, [`return ${names}${source.style.semi}`]);
  }
  edit.after(source, begin, lines);
  cut(edit, source, slow);
}

/** A parameter or variable of a function within the statement itself. */
function isOwn(source: Source, use: ts.Identifier, slow: ts.Statement, name: string): boolean {
  for (const around of source.ancestorsOf(use)) {
    if (around === slow) return false;
    if (source.ts.isFunctionLike(around) && around.parameters.some((one) => one.name.getText(source.tree) === name)) return true;
  }
  return false;
}

function mayLeaveEarly(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  if (api.isFunctionLike(node)) return false;
  if (api.isReturnStatement(node)) return true;
  return api.forEachChild(node, (child) => mayLeaveEarly(source, child) || undefined) === true;
}

/**
 * Where a call stands after a commit: after the `try` around it, when the connection is back in the pool, if what it needs is known there;
 * else right after the commit, if a roll-back after that does nothing.
 */
function placeAfter(edit: Edit, region: RegionText, lines: readonly string[]): void {
  const { source, slow, end } = region;
  const block = source.parentOf(end);
  const around = block && source.parentOf(block);
  const isTry = around !== undefined && source.ts.isTryStatement(around) && around.tryBlock === block;
  if (!isTry) return edit.after(source, end, lines);
  const rest = around.tryBlock.statements.slice(around.tryBlock.statements.indexOf(end) + 1);
  const handler = around.catchClause?.block.statements.at(-1);
  const rethrows =
    around.catchClause === undefined ||
    (handler !== undefined && (source.ts.isThrowStatement(handler) || source.ts.isReturnStatement(handler)));
  const needs = mentions(source, slow, declaredBy(source, around.tryBlock.statements));
  if (!needs && rethrows && !rest.some((one) => mayLeave(source, one))) return edit.after(source, around, lines);
  if (around.catchClause && !rollsBackByText(source, around.catchClause)) refuse('a roll-back after the commit would throw');
  edit.after(source, end, lines);
}

/** `ROLLBACK` where no transaction is open does nothing; the method of a library throws. */
export function rollsBackByText(source: Source, clause: ts.CatchClause): boolean {
  return clause.block.statements.every((one) => {
    const call = awaitedCall(source, one);
    return call === undefined || sqlOf(source, call) !== undefined || !/rollback/i.test(source.textOf(one));
  });
}

/**
 * Claims the row in a short transaction, makes the call after the commit, and takes the claim back where it fails. Precondition: between `BEGIN` and `COMMIT`,
 * one row is selected for update and one statement sets columns of it to constants, of which the row says what they were.
 */
export function claimFirst(edit: Edit, match: Match): void {
  const region = regionOf(edit, match);
  const { source, slow, inside, end, handles } = region;
  if (match.kind !== 'transaction' || region.body) refuse('not between two statements');
  checkUnused(region);
  const claim = claimOf(region);
  const around = source.parentOf(source.parentOf(end) ?? end);
  if (around && source.ts.isTryStatement(around) && around.catchClause && !rollsBackByText(source, around.catchClause))
    refuse('a roll-back after the commit would throw');
  if (inside.slice(inside.indexOf(slow)).some((one) => mayLeave(source, one))) refuse('it may not be reached');
  const { semi } = source.style;
  edit.after(source, end, [
    'try {',
    ...linesOf(source, slow).map((line) => `  ${line}`),
    '} catch (error) {',
    '  // The claim is taken back, unless somebody changed the row meanwhile.',
    `  await ${handles[0]}.query(${claim})${semi}`,
    `  throw error${semi}`,
    '}',
  ]);
  cut(edit, source, slow);
}

/** The arguments of the statement that undoes the claim. */
function claimOf({ source, inside, slow, handles: [handle] }: RegionText): string {
  const { ts: api } = source;
  const texts = inside.filter((one) => one !== slow).flatMap((one) => queriesIn(source, one, handle));
  if (texts.length !== 2) refuse('more than one row is selected and updated');
  const [select, update] = texts;
  const from = selectForm(select.text);
  if (from?.locks !== true) return refuse('no row is selected for update');
  const to = updateForm(update.text) ?? refuse('no row is updated');
  if (from.table !== to.table || from.where !== to.where || select.values !== update.values) refuse('not the same row');
  const columns = from.columns.split(',').map((one) => one.trim());
  const sets = to.sets
    .split(',')
    .map((one) => /^(\w+)\s*=\s*('[^']*'|\d+|true|false)$/i.exec(one.trim()) ?? refuse('not set to a constant'));
  const row = rowName(source, inside);
  const count = (from.where.match(/\$\d+/g) ?? []).length;
  if (sets.some(([, column]) => !columns.includes(column) && columns[0] !== '*') || count === 0) refuse('what it was is not read');
  const back = sets.map(([, column], i) => `${column} = $${count + i + 1}`).join(', ');
  const still = sets.map(([, column, value]) => `${column} = ${value}`).join(' AND ');
  const sql = `UPDATE ${to.table} SET ${back} WHERE ${to.where} AND ${still}`;
  const values = [...select.items, ...sets.map(([, column]) => `${row}.${column}`)].join(', ');
  const text = sql.includes("'") && source.style.quote === "'" ? JSON.stringify(sql) : source.style.str(sql);
  return api.isArrayLiteralExpression(select.array) ? `${text}, [${values}]` : refuse('values that are not written here');
}

interface Query {
  readonly text: string;
  /** The values as they are written. */
  readonly values: string;
  readonly items: readonly string[];
  readonly array: ts.Expression;
}

/** The SQL statements that are sent. */
function queriesIn(source: Source, statement: ts.Statement, handle: string): Query[] {
  const { ts: api } = source;
  const found: Query[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isCallExpression(node) && usesOf(source, node.expression, handle).length > 0) {
      const text = sqlOf(source, node);
      const array = node.arguments.at(1);
      if (text !== undefined && array && api.isArrayLiteralExpression(array))
        found.push({ text, values: source.textOf(array), items: array.elements.map((one) => source.textOf(one)), array });
      else refuse('a statement that is not read here');
    }
    api.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** The name of the row that is selected: `const order = rows[0]`, `const [order] = rows`. */
function rowName(source: Source, inside: readonly ts.Statement[]): string {
  const { ts: api } = source;
  for (const one of inside) {
    if (!api.isVariableStatement(one)) continue;
    const [{ name, initializer }] = one.declarationList.declarations;
    if (initializer && api.isIdentifier(name) && /\brows\[0\]!?$/.test(source.textOf(initializer))) return name.text;
    if (initializer && api.isArrayBindingPattern(name) && /\brows$/.test(source.textOf(initializer)) && name.elements.length === 1)
      return name.elements[0].getText(source.tree);
  }
  return refuse('the row has no name');
}
