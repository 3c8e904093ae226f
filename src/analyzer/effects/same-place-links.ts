import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { FnRef } from '../link/callgraph.js';
import { modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import type { Frames, Node } from './operations-frames.js';

/** A call of a chain of methods. */
export interface Link {
  readonly name: string;
  readonly value: Value;
}

/** The calls of the chain that a call is part of: those that it is called on, and those that are called on it. */
export function linksOf(frames: Frames, { frame, value }: Node): Link[] {
  const { ir } = frame.unit;
  const links: Link[] = [];
  for (let at = value; ir.op(at) === Op.call;) {
    const callee = ir.operand(at, 1);
    const isMethod = ir.op(callee) === Op.get;
    links.unshift({ name: isMethod ? ir.text(callee, 2) : '', value: at });
    if (!isMethod) break;
    at = ir.operand(callee, 1);
  }
  return [...links, ...linksAfter(frames.program, { unit: frame.unit, fn: frame.fn, value })];
}

/** The calls that are made on what a call of a function gives, and on what those give. */
export function linksAfter(program: Program, { unit, fn, value }: FnRef & { readonly value: Value }): Link[] {
  const { ir } = unit;
  const links: Link[] = [];
  const users = program.usersOf(unit, fn);
  for (let at: Value | undefined = value; at !== undefined;) {
    const from: Value = at;
    const member = (users.get(from) ?? []).find((user) => ir.op(user) === Op.get && ir.operand(user, 1) === from);
    at =
      member === undefined
        ? undefined
        : (users.get(member) ?? []).find((user) => ir.op(user) === Op.call && ir.operand(user, 1) === member);
    if (at !== undefined && member !== undefined) links.push({ name: ir.text(member, 2), value: at });
  }
  return links;
}

/** What a chain that builds a statement was begun on: `repository` of `repository.createQueryBuilder().update()`. */
export function begunOn(frames: Frames, node: Node): Node | undefined {
  const { unit } = node.frame;
  const first = linksOf(frames, node).find(
    ({ value }) => modelOfCall(frames.program, frames.program.value(unit, unit.ir.operand(value, 1)), false)?.about === 'receiver',
  );
  const callee = first && unit.ir.operand(first.value, 1);
  return callee !== undefined && unit.ir.op(callee) === Op.get ? { frame: node.frame, value: unit.ir.operand(callee, 1) } : undefined;
}

/** The table that a chain begins with (`knex('users')`): the argument that names the result, by the model of the call. */
export function namedInChain(frames: Frames, node: Node): Node | undefined {
  const { unit } = node.frame;
  for (const { value } of linksOf(frames, node)) {
    const names = modelOfCall(frames.program, frames.program.value(unit, unit.ir.operand(value, 1)), false)?.names;
    if (names !== undefined && names < unit.ir.operandCount(value) - 2)
      return { frame: node.frame, value: unit.ir.operand(value, 2 + names) };
  }
  return undefined;
}
