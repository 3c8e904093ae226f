import { CALL_NEW, Op } from '../ir/ops.js';
import { isVague } from './bindings.js';
import { calleeOf, modelOfCall, returned } from './calls.js';
import { evaluate } from './evaluate.js';
import { memberOf } from './members.js';
import type { Program } from './program.js';
import { armsOf, join, type FnVal, type ParamVal, type Unit, type Val } from './values.js';

/**
 * A member of the context that a library makes for each request and gives to its callbacks (`({ ctx }) => ctx.prisma`): what the
 * project's own function returns that makes it. Undefined where the parameter is none of such a callback, or the member is not seen.
 */
export function contextMember(program: Program, of: ParamVal, name: string): Val | undefined {
  if (of.index !== 0 || of.path === '' || of.path.lastIndexOf('.') > 0) return undefined;
  if (libraryOf(program, of.unit, of.fn, of.path.slice(1)) === undefined) return undefined;
  // What makes the context may be a callback itself.
  const self = { unit: of.unit, value: of.fn };
  if (!program.begin(self, `context${of.path}.${name}`)) return undefined;
  const found = program.derive(makersOf).map((maker) => memberOf(program, returned(program, maker, null), name));
  program.end(self, `context${of.path}.${name}`);
  const member = found.length === 0 ? undefined : join(found, true);
  return member === undefined || isVague(member) ? undefined : member;
}

/** The package of the call that registers a function whose first argument holds the context under that name. */
function libraryOf(program: Program, unit: Unit, fn: number, member: string): string | undefined {
  const closure = program.facts(unit).closures[fn];
  for (const call of closure ? (program.usersOf(unit, closure.fn).get(closure.value) ?? []) : []) {
    if (unit.ir.op(call) !== Op.call || unit.ir.operand(call, 1) === closure?.value) continue;
    const callee = calleeOf(program, { unit, value: call, env: null });
    const model = modelOfCall(program, callee, (unit.ir.operand(call, 0) & CALL_NEW) !== 0);
    if (callee.k === 'lib' && model?.registers?.within === member) return callee.type.pkg;
  }
  return undefined;
}

/** The functions of the project that make contexts. */
function makersOf(program: Program): FnVal[] {
  const found: FnVal[] = [];
  for (const unit of program.active) {
    for (const { value } of program.facts(unit).calls) {
      const callee = unit.ir.operand(value, 1);
      // Adapters are called as they are imported.
      if (unit.ir.op(callee) !== Op.import || unit.targets[unit.ir.operand(callee, 0)]?.kind !== 'package') continue;
      const denotes = evaluate(program, unit, callee, null);
      const path = denotes.k === 'lib' ? modelOfCall(program, denotes, false)?.makesContext : undefined;
      if (path === undefined) continue;
      const [index, ...names] = path.split('.');
      const position = 2 + Number(index);
      if (position >= unit.ir.operandCount(value)) continue;
      let option = evaluate(program, unit, unit.ir.operand(value, position), null);
      for (const name of names) option = memberOf(program, option, name);
      for (const arm of armsOf(option)) if (arm.k === 'fn') found.push(arm);
    }
  }
  return found;
}
