import { parameterOf } from '../../analyzer/effects/regions.js';
import { Bind, Export, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type CallSite, type Env, type LibVal, type Unit, type Val } from '../../analyzer/link/values.js';

/** An expression and what it is a member or a result of, from the outside in: `this.prisma.user`, `this.prisma`, `this`. */
export function prefixesOf({ ir }: Unit, value: Value): Value[] {
  const found: Value[] = [];
  let v = value;
  for (let i = 0; i < 16 && v >= 0; i++) {
    found.push(v);
    if (ir.op(v) === Op.get || ir.op(v) === Op.call) v = ir.operand(v, 1);
    else if (ir.op(v) === Op.await || ir.op(v) === Op.cast) v = ir.operand(v, 0);
    else break;
  }
  return found;
}

/** Texts of which one is equal for two expressions that are the same client. Empty where it may be anything. */
export function clientKeys(program: Program, unit: Unit, value: Value, env: Env | null): string[] {
  const arms = armsOf(program.value(unit, value, env));
  // What is only known by the type of a parameter may be any client of that type; but it is the same one throughout its function.
  if (arms.some((arm) => arm.k === 'lib' && arm.origin === 'typed') && isRootedInParameter(program, unit, value))
    return parameterKey(program, unit, value);
  const keys = arms.flatMap((arm) => keyOfClient(program, unit, value, arm));
  const place = keys.length === 0 ? placeKey(program, unit, value) : undefined;
  return place === undefined ? keys : [place];
}

const PARAMETER = 'param:';

/** Is a client known as a parameter of the function that uses it, and by nothing else? */
export const isParameterKey = (key: string): boolean => key.startsWith(PARAMETER);

/** `db`, `options.db`: a parameter, or a member of one. */
function parameterKey(program: Program, unit: Unit, value: Value): string[] {
  const { ir } = unit;
  const prefixes = prefixesOf(unit, value);
  const root = prefixes.at(-1) ?? value;
  const param = parameterOf(program, unit, root);
  if (param === undefined || prefixes.some((prefix) => ir.op(prefix) === Op.call)) return [];
  const path = prefixes.filter((prefix) => ir.op(prefix) === Op.get).map((prefix) => ir.text(prefix, 2));
  return [`${PARAMETER}${unit.index}:${param.fn}:${param.index}:${path.reverse().join('.')}`];
}

function isRootedInParameter(program: Program, unit: Unit, value: Value): boolean {
  const root = prefixesOf(unit, value).at(-1);
  return root !== undefined && parameterOf(program, unit, root) !== undefined;
}

function keyOfClient(program: Program, unit: Unit, value: Value, v: Val): string[] {
  if (v.k === 'inst') return [`inst:${v.cls.unit.index}:${v.cls.cls}`];
  if (v.k !== 'lib') return [];
  if (typeof v.origin === 'string') return [`${v.origin}:${clientIn(v).type.id}`];
  const made = isMadePerCall(program, v.origin) ? callBehind(unit, value) : -1;
  return [made >= 0 ? `made:${unit.index}:${made}` : `site:${v.origin.unit.index}:${v.origin.value}`];
}

/** Is it made by a function that keeps none of what it makes, and that is called at several places: a client for each call? */
function isMadePerCall(program: Program, { unit, value }: CallSite): boolean {
  const fn = program.functionAt(unit, value);
  if (fn <= 0 || program.graph.callersOf(unit, fn).length < 2) return false;
  return !(program.usersOf(unit, fn).get(value) ?? []).some((user) => [Op.store, Op.set, Op.setx].some((op) => unit.ir.op(user) === op));
}

/** The call that a variable of one function holds the result of, -1 where it holds something else. */
function callBehind({ ir }: Unit, value: Value): Value {
  let v = value;
  for (let i = 0; i < 8 && v >= 0; i++) {
    if (ir.op(v) === Op.await || ir.op(v) === Op.cast) v = ir.operand(v, 0);
    else if (ir.op(v) === Op.capture) v = ir.bindingValue(ir.operand(v, 0));
    else break;
  }
  return v >= 0 && ir.op(v) === Op.call ? v : -1;
}

/**
 * Is a member of `this` a client that the class is handed: a transaction wherever it is made (`all`), at some places, or at none?
 * A transaction in a transaction is a part of it, on the same connection.
 */
export function handedTransaction(program: Program, unit: Unit, value: Value): 'all' | 'some' | 'none' {
  const { ir } = unit;
  const field = prefixesOf(unit, value).find((v) => ir.op(v) === Op.get && ir.op(ir.operand(v, 1)) === Op.this);
  const self = field === undefined ? undefined : program.value(unit, ir.operand(field, 1));
  if (field === undefined || self?.k !== 'inst') return 'none';
  const made = program.graph.newSitesOf(self.cls.unit, self.cls.cls).map((site) => program.value(site.unit, site.call));
  const handed = made.filter(
    (inst) => inst.k === 'inst' && armsOf(program.member(inst, ir.text(field, 2))).some((v) => isHandle(program, v)),
  );
  return handed.length === 0 ? 'none' : handed.length === made.length ? 'all' : 'some';
}

/** Is a value what a library gives to the body of a transaction? */
function isHandle(program: Program, v: Val): boolean {
  if (v.k !== 'lib' || typeof v.origin === 'string') return false;
  const opener = program.value(v.origin.unit, v.origin.unit.ir.operand(v.origin.value, 1));
  return opener.k === 'lib' && program.library.call(opener.type)?.region?.kind === 'transaction';
}

/** The object that a member was taken from in the first place. */
function clientIn(v: LibVal): LibVal {
  let top = v;
  while (top.recv?.k === 'lib') top = top.recv;
  return top;
}

/** The variable that an expression reads, where its value is not known: a module's binding, an import of one, a field. */
function placeKey(program: Program, unit: Unit, value: Value): string | undefined {
  const { ir } = unit;
  switch (ir.op(value)) {
    case Op.import:
      return exportHome(program, unit, ir.operand(value, 0));
    case Op.capture:
    case Op.load: {
      const row = ir.binding(ir.operand(value, 0));
      return row.owner === 0 && row.kind !== (Bind.Param as number) ? `binding:${unit.index}:${row.index}` : undefined;
    }
    case Op.get: {
      const self = ir.op(ir.operand(value, 1)) === Op.this ? program.value(unit, ir.operand(value, 1)) : undefined;
      return self?.k === 'inst' ? `field:${self.cls.unit.index}:${self.cls.cls}:${ir.text(value, 2)}` : undefined;
    }
    default:
      return undefined;
  }
}

/** Where an imported name is declared, past re-exports. */
function exportHome(program: Program, unit: Unit, row: number): string | undefined {
  let at = unit,
    name = unit.ir.import(row).name,
    target = unit.targets[row];
  for (let i = 0; i < 6; i++) {
    if (target?.kind !== 'unit') return undefined;
    at = program.units[target.unit];
    const { ir } = at;
    let next = -1,
      home: string | undefined;
    for (let e = 0, n = ir.count('exports'); e < n; e++) {
      const found = ir.export(e);
      if (found.name !== name) continue;
      if (found.kind === (Export.Import as number)) next = found.target;
      else home = found.kind === (Export.Binding as number) ? `binding:${at.index}:${found.target}` : `export:${at.index}:${name}`;
    }
    if (next < 0) return home;
    name = at.ir.import(next).name;
    target = at.targets[next];
  }
  return undefined;
}
