import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { lengthOf } from '../../analyzer/rewrite/layout.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { findState } from '../../analyzer/state/inventory.js';
import type { State } from '../../analyzer/state/types.js';
import { outermost } from '../carry.js';
import { isIn } from '../declared.js';
import { lateWrites } from './classify.js';
import { exportItemsOf } from './factory-lists.js';
import { declared, usesOfName, type Declared, type Use } from './rewrite-declared.js';

/** A top-level function that a factory is to return, or to keep to itself. */
export interface Part {
  readonly name: ts.Identifier;
  /** `export` and what follows up to the declaration; undefined where it is not written there. */
  readonly modifier: ts.Node | undefined;
  /** Its items in lists of what the file exports. */
  readonly items: readonly ts.Identifier[];
}

/** State with exactly the functions that touch it, and who else in the file uses these. */
export interface Parts extends Declared {
  /** All statements of the group, in the order of the file. */
  readonly statements: readonly ts.Statement[];
  readonly functions: readonly Part[];
  /** Uses of its functions by functions of the file that do not belong to it, each with the name of what is used. */
  readonly users: readonly (Use & { readonly name: string })[];
}

/**
 * The group around a variable. Functions that touch it belong to it, and so do those of the file that call these, except what puts the service together and what is longer
 * than all that touches it, and so about something else; with them go variables that only they use. Refuses where another thing than a function of the module touches it.
 */
export function readParts(program: Program, edit: Edit, state: State): Parts {
  const found = declared(edit, state);
  const { source } = found;
  const functions = new Map<ts.Statement, Part>();
  const users: (Use & { name: string })[] = [];
  const touching = new Set(found.uses.map(({ node }) => statementAround(source, node)));
  const size = lengthOf([...touching]);
  const join = (at: ts.Statement): void => {
    if (functions.has(at)) return;
    const part = partAt(source, at) ?? refuse('touched by what is no function of the module');
    functions.set(at, part);
    for (const use of usesOfName(source, state.unit, part.name, part.items)) {
      const around = statementAround(source, use.node);
      if (use.ref.fn === 0) refuse('used while the module loads');
      if (touching.has(around) || (partAt(source, around) && lengthOf([around]) <= size && !putsTogether(program, outermost(use.ref))))
        join(around);
      else users.push({ ...use, name: part.name.text });
    }
  };
  for (const { node, ref } of found.uses) {
    if (ref.fn === 0) refuse('touched while the module loads');
    join(statementAround(source, node));
  }
  const isInside = ({ node }: Use): boolean => [...functions.keys()].some((one) => isIn(node, one));
  const isOwn = (use: Use): boolean => isInside(use) || isPrivateTo(source, use, isInside);
  const others = changed(program, source, state).filter(({ uses }) => uses.length > 0 && uses.every(isOwn));
  for (const { node } of others.flatMap(({ uses }) => uses)) join(statementAround(source, node));
  const all = new Set<ts.Statement>([found.statement, ...others.map(({ statement }) => statement), ...functions.keys()]);
  return {
    ...found,
    statements: source.tree.statements.filter((one) => all.has(one)),
    functions: [...functions.values()].sort((a, b) => a.name.pos - b.name.pos),
    users: users.filter((use) => !isInside(use)),
  };
}

/** Is a use in a function of the module that only those inside call? */
function isPrivateTo(source: Source, { node, ref }: Use, isInside: (use: Use) => boolean): boolean {
  const around = statementAround(source, node);
  const part = partAt(source, around);
  if (part === undefined || isExported(part)) return false;
  return usesOfName(source, ref.unit, part.name).every((use) => isInside(use) || isIn(use.node, around));
}

/** The other variables of the module that functions change, of those that are declared alone and not exported. */
function changed(program: Program, source: Source, { unit, binding }: State): readonly Declared[] {
  const { ts: api, tree } = source;
  const names = findState(program, unit)
    .filter((one) => one.binding >= 0 && one.binding !== binding && lateWrites(one).length > 0)
    .map((one) => unit.ir.binding(one.binding).name);
  return tree.statements.flatMap((statement): Declared[] => {
    if (!api.isVariableStatement(statement) || statement.modifiers !== undefined) return [];
    const [declaration, ...rest] = statement.declarationList.declarations;
    if (rest.length > 0 || !api.isIdentifier(declaration.name) || !names.includes(declaration.name.text)) return [];
    return [{ source, name: declaration.name.text, statement, declaration, uses: usesOfName(source, unit, declaration.name) }];
  });
}

/** What a statement declares: one function by its name, and nothing else. */
function partAt(source: Source, at: ts.Statement): Part | undefined {
  const { ts: api } = source;
  const modifiers = api.canHaveModifiers(at) ? (api.getModifiers(at) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === api.SyntaxKind.DefaultKeyword)) return undefined;
  const name = functionName(source, at);
  if (name === undefined || usesThis(source, at)) return undefined;
  return {
    name,
    modifier: modifiers.find(({ kind }) => kind === api.SyntaxKind.ExportKeyword),
    items: exportItemsOf(source, name.text),
  };
}

function functionName(source: Source, at: ts.Statement): ts.Identifier | undefined {
  const { ts: api, tree } = source;
  if (api.isFunctionDeclaration(at)) {
    const heads = tree.statements.filter((one) => api.isFunctionDeclaration(one) && one.name?.text === at.name?.text);
    return heads.length === 1 && at.body !== undefined ? at.name : undefined;
  }
  if (!api.isVariableStatement(at) || (at.declarationList.flags & api.NodeFlags.Const) === 0) return undefined;
  const [{ name, initializer }, ...rest] = at.declarationList.declarations;
  if (rest.length > 0 || !api.isIdentifier(name) || initializer === undefined) return undefined;
  return api.isArrowFunction(initializer) || api.isFunctionExpression(initializer) ? name : undefined;
}

/** `this` of a function that becomes a member would be another one. */
const usesThis = (source: Source, node: ts.Node): boolean => /\bthis\b/.test(source.textOf(node));

/** Can other files use it? */
export const isExported = ({ modifier, items }: Part): boolean => modifier !== undefined || items.length > 0;

/** The top-level statement around a place. */
export const statementAround = (source: Source, { pos, end }: Pick<ts.Node, 'pos' | 'end'>): ts.Statement =>
  source.tree.statements.find((one) => one.pos <= pos && end <= one.end) ?? refuse('not in a statement');

/** Does a function put the service together: does it run as it starts, and for no request? It makes the instance, and is none of its members. */
function putsTogether(program: Program, { unit, fn }: FnRef): boolean {
  const contexts = program.contexts.of(unit, fn);
  return contexts.has('startup') && !contexts.has('handler') && !contexts.has('job');
}
