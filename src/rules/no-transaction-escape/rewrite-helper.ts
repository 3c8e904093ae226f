import type { Value } from '../../analyzer/ir/module.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite, Unit } from '../../analyzer/link/values.js';
import { appendParameter, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { clientKeys, prefixesOf } from './clients.js';

/**
 * Makes a function take the client that it uses as a last parameter, whose default is that client; says which one it is. The type names the members
 * that are used, which a transaction has like the client. Refuses where the function uses the client in closures of its own.
 */
export function useParameter(program: Program, edit: Edit, use: CallSite, outer: CallSite): number {
  const { unit } = use;
  const source = edit.source(unit);
  const fn = source.functionAt(unit.ir.fn(program.functionAt(unit, use.value)));
  const { ts: api } = source;
  const client = clientIn(program, source, fn, use, outer);
  const uses: ts.Expression[] = [];
  const members = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (api.isTypeNode(node)) return;
    if (isExpressionLike(source, node) && source.textOf(node) === client) {
      const parent = source.parentOf(node);
      if (parent && api.isPropertyAccessExpression(parent) && parent.name === node) return;
      if (!parent || !api.isPropertyAccessExpression(parent)) refuse('the client itself is handed on');
      members.add(parent.name.text);
      uses.push(node);
      return;
    }
    api.forEachChild(node, visit);
  };
  if (fn.body === undefined) refuse('a function without a body');
  const parent = source.parentOf(fn);
  if (parent && api.isCallExpression(parent)) refuse('what it is wrapped in may not hand the parameter on');
  visit(fn.body);
  if (uses.length === 0) refuse('the client has another name');
  const name = source.mentions(fn, 'client') ? edit.fresh(source, 'client') : 'client';
  const keys = [...members].map((member) => source.style.str(member)).join(' | ');
  const type = source.style.isTypeScript ? `: Pick<typeof ${client}, ${keys}>` : '';
  appendParameter(edit, source, fn, `${name}${type} = ${client}`);
  for (const one of uses) edit.replace(source, one, name);
  return fn.parameters.length;
}

const isExpressionLike = ({ ts: api }: Source, node: ts.Node): node is ts.Expression =>
  api.isIdentifier(node) || api.isPropertyAccessExpression(node);

/** What the function calls the client: the part of the used call that is the one which opened the transaction; else the innermost. */
function clientIn(program: Program, source: Source, fn: ts.FunctionLikeDeclaration, { unit, value }: CallSite, outer: CallSite): string {
  const keys = clientKeys(program, outer.unit, outer.value, null);
  const prefixes = prefixesOf(unit, unit.ir.operand(value, 1));
  const same = prefixes.findLast((prefix) => clientKeys(program, unit, prefix, null).some((key) => keys.includes(key)));
  const spelled = prefixes.flatMap((prefix) => spell(unit, prefix) ?? []).filter((text) => text !== 'this');
  const client = (same === undefined ? undefined : spell(unit, same)) ?? spelled.at(-1);
  if (client === undefined || !/^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u.test(client))
    refuse('the client is no name');
  const { ts: api } = source;
  const [root] = client.split('.');
  if (fn.parameters.some(({ name }) => api.isIdentifier(name) && name.text === root)) refuse('it is a parameter');
  if (api.isFunctionDeclaration(fn) || api.isMethodDeclaration(fn) || api.isArrowFunction(fn) || api.isFunctionExpression(fn))
    return client;
  return refuse('it takes no parameters');
}

/** How an expression of names and members is written. */
export function spell(unit: Unit, value: Value): string | undefined {
  const { ir } = unit;
  switch (ir.op(value)) {
    case Op.this:
      return 'this';
    case Op.import:
      return ir.import(ir.operand(value, 0)).local;
    case Op.capture:
    case Op.load:
      return ir.binding(ir.operand(value, 0)).name;
    case Op.get: {
      const of = spell(unit, ir.operand(value, 1));
      return of === undefined ? undefined : `${of}.${ir.text(value, 2)}`;
    }
    default:
      return nameOf(unit, value);
  }
}

/** A local that holds a value. */
function nameOf({ ir }: Unit, value: Value): string | undefined {
  for (let i = 0, n = ir.count('bindings'); i < n; i++) if (ir.bindingValue(i) === value) return ir.binding(i).name;
  return undefined;
}
