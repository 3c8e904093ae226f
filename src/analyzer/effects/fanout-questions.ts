import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import type { LibCall } from '../link/callgraph.js';
import { calleeOf, modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit, type Val } from '../link/values.js';
import type { System } from '../models/types.js';
import { optionAt } from '../waits/options.js';
import { isNode } from './fanout-elements.js';
import { findEffects, systemOf } from './summaries.js';

/** An element of a collection, as the code that looks at it sees it. */
export interface Asked {
  readonly unit: Unit;
  readonly fn: number;
  /** The value that stands for the element. */
  readonly element: Value;
  readonly is: Val;
}

/** How sure it is that the element is a node: `client`, a library's own; `address`, what a request begins with; `made`, a first-party client made for it. */
export type Evidence = 'client' | 'address' | 'made';

const REMOTE: ReadonlySet<System> = new Set<System>(['http', 'database', 'store', 'cluster', 'search']);

/** Is a call a question to the node that the element is, about something that does not change from node to node? */
export function questionTo(program: Program, asked: Asked, call: Value, resolved: LibCall | undefined): Evidence | undefined {
  const lib = resolved ?? callOnElement(program, asked, call);
  const { unit, element } = asked;
  const { ir } = unit;
  const fromElement = (v: Value): boolean => derivesFrom(unit, v, (x) => x === element);
  if (lib) {
    if (!isRead(program, lib)) return undefined;
    if (systemOf(lib) === 'http' && ir.operandCount(call) > 2 && beginsWith(unit, ir.operand(call, 2), fromElement)) {
      return hasKeyInside(program, unit, ir.operand(call, 2), fromElement) ? 'address' : undefined;
    }
    const receiver = receiverOf(unit, call);
    if (receiver === undefined || !isMemberOf(unit, receiver, element) || !isNode(asked.is)) return undefined;
    return hasKey(program, unit, call, fromElement) ? 'client' : undefined;
  }
  return isMadeNode(program, asked, call, fromElement) && hasKey(program, unit, call, fromElement) ? 'made' : undefined;
}

/** A call of a method of the element, where only the collection tells what an element is. */
function callOnElement(program: Program, { unit, fn, element, is }: Asked, call: Value): LibCall | undefined {
  const { ir } = unit;
  if (!isNode(is) || ir.op(call) !== Op.call) return undefined;
  const names: string[] = [];
  let v = ir.operand(call, 1);
  for (; ir.op(v) === Op.get && names.length < 6; v = ir.operand(v, 1)) names.unshift(ir.text(v, 2));
  if (v !== element || names.length === 0) return undefined;
  const callee = names.reduce((of: Val, name) => program.member(of, name), armsOf(is)[0]);
  const model = modelOfCall(program, callee, false);
  return callee.k === 'lib' && model ? { unit, fn, call, callee, model } : undefined;
}

const receiverOf = ({ ir }: Unit, call: Value): Value | undefined =>
  ir.op(ir.operand(call, 1)) === Op.get ? ir.operand(ir.operand(call, 1), 1) : undefined;

/** `x`, `x.client`, `x.client.users` of an element `x`. */
function isMemberOf({ ir }: Unit, value: Value, element: Value): boolean {
  let v = value;
  for (let i = 0; i < 6; i++) {
    if (v === element) return true;
    if (ir.op(v) === Op.get) v = ir.operand(v, 1);
    else if (ir.op(v) === Op.cast) v = ir.operand(v, 0);
    else return false;
  }
  return false;
}

/** Does a library call only read, by a key? */
function isRead(program: Program, lib: LibCall): boolean {
  const system = systemOf(lib);
  if (system === undefined || !REMOTE.has(system)) return false;
  if (system === 'http') {
    const method = optionAt(program, { unit: lib.unit, value: lib.call, env: null }, '*.method');
    return method.k === 'const' ? method.value === undefined || method.value === 'GET' : false;
  }
  return lib.model.op?.kind === 'read' && lib.model.op.gives !== 'count';
}

/** Does the text of an address begin with something of the element? */
function beginsWith(unit: Unit, value: Value, fromElement: (v: Value) => boolean): boolean {
  const { ir } = unit;
  if (ir.op(value) === Op.tmpl) {
    for (let i = 0; i < ir.operandCount(value); i++) {
      const part = ir.operand(value, i);
      if (ir.op(part) === Op.str && ['', 'http://', 'https://'].includes(ir.text(part, 0))) continue;
      return ir.op(part) !== Op.str && fromElement(part);
    }
    return false;
  }
  if (ir.op(value) === Op.bin && ir.text(value, 0) === '+')
    return (
      beginsWith(unit, ir.operand(value, 1), fromElement) ||
      (ir.op(ir.operand(value, 1)) !== Op.bin && ir.op(ir.operand(value, 1)) !== Op.str && fromElement(ir.operand(value, 1)))
    );
  return ir.op(value) === Op.call && ir.operandCount(value) === 4 && fromElement(ir.operand(value, 3));
}

/** Is something in an address neither written there nor of the element: the key? */
function hasKeyInside(program: Program, unit: Unit, value: Value, fromElement: (v: Value) => boolean): boolean {
  const { ir } = unit;
  const op = ir.op(value);
  if (op === Op.tmpl || op === Op.bin) {
    let found = false;
    ir.eachOperandValue(value, (part) => (found ||= isKey(program, unit, part, fromElement)));
    return found;
  }
  return op === Op.call && ir.operandCount(value) > 2 && isKey(program, unit, ir.operand(value, 2), fromElement);
}

function hasKey(program: Program, unit: Unit, call: Value, fromElement: (v: Value) => boolean): boolean {
  for (let i = 2; i < unit.ir.operandCount(call); i++) if (isKey(program, unit, unit.ir.operand(call, i), fromElement)) return true;
  return false;
}

/** A value that varies from call to call and not from node to node. */
function isKey(program: Program, unit: Unit, value: Value, fromElement: (v: Value) => boolean): boolean {
  const { ir } = unit;
  if (fromElement(value) || ir.op(value) === Op.func || ir.op(value) === Op.str || ir.op(value) === Op.num) return false;
  return derivesFrom(
    unit,
    value,
    (v) =>
      ir.op(v) === Op.param ||
      ir.op(v) === Op.iter ||
      ((ir.op(v) === Op.capture || ir.op(v) === Op.load) && varies(program, unit, ir.operand(v, 0))),
  );
}

/** Does a captured binding belong to a function, so that each call of it has another value? */
const varies = (_program: Program, unit: Unit, binding: number): boolean => unit.ir.bindingOwner(binding) > 0;

/** A method of an instance that was made for the element (`new Server(url)`), and that asks another process and changes nothing. */
function isMadeNode(program: Program, { unit, element, is }: Asked, call: Value, fromElement: (v: Value) => boolean): boolean {
  const { ir } = unit;
  const receiver = receiverOf(unit, call);
  if (receiver === undefined) return false;
  const callee = armsOf(calleeOf(program, { unit, value: call, env: null }));
  if (callee.length !== 1 || callee[0].k !== 'fn') return false;
  const here = ir.op(receiver) === Op.call && (ir.operand(receiver, 0) & 2) !== 0 && fromElement(receiver);
  const there = isMemberOf(unit, receiver, element) && is.k === 'inst' && is.site !== null && ir.operandCount(call) > 2;
  if (!here && !there) return false;
  const effects = program
    .derive(findEffects)
    .of(callee[0].unit, callee[0].fn)
    .filter(({ system }) => REMOTE.has(system));
  return effects.length > 0 && effects.every(({ call: remote }) => isRead(program, remote));
}
