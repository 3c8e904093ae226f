import { Op } from '../ir/ops.js';
import type { Program } from './program.js';
import { calleeOf, modelOfCall } from './calls.js';
import { describe, functionName } from './names.js';
import { siteOf, type Site, type Unit, type Val } from './values.js';

/** The trail of every call on a line: what its callee is, where that came from, and where the trail ends. `line` is 1-based. */
export function traceLine(program: Program, unit: Unit, line: number): { site: Site; text: string }[] {
  const { ir } = unit;
  const found: { site: Site; text: string }[] = [];
  for (const { fn, value } of program.facts(unit).calls) {
    if (ir.position(ir.start(value)).line !== line) continue;
    const site = { unit, value, env: null };
    const callee = calleeOf(program, site);
    const contexts = [...program.contexts.of(unit, fn).keys()];
    found.push({ site: siteOf(unit, value), text: `call of \`${describe(unit, ir.operand(value, 1))}\`: ${explainValue(callee)}` });
    if (callee.k === 'lib' && typeof callee.origin !== 'string')
      found.push({ site: siteOf(callee.origin.unit, callee.origin.value), text: `its client \`${callee.name}\` is made here` });
    const model = modelOfCall(program, callee, (ir.operand(value, 0) & 2) !== 0);
    if (model) found.push({ site: siteOf(unit, value), text: `the model says: ${Object.keys(model).join(', ') || 'nothing more'}` });
    found.push({
      site: siteOf(unit, value),
      text: `in ${functionName(program, unit, fn)}, ${contexts.length > 0 ? contexts.join(' and ') : 'no known context'}; module runs on: ${program.sideOf(unit)}`,
    });
  }
  for (const [start, end] of functionRanges(unit)) {
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) !== Op.object && ir.op(v) !== Op.capture && ir.op(v) !== Op.load) continue;
      if (ir.position(ir.start(v)).line === line)
        found.push({ site: siteOf(unit, v), text: `\`${describe(unit, v)}\`: ${explainValue(program.value(unit, v))}` });
    }
  }
  return found;
}

function functionRanges(unit: Unit): [number, number][] {
  return Array.from({ length: unit.ir.count('functions') }, (_, f) => unit.ir.fnCode(f));
}

/** A value in words. */
export function explainValue(v: Val): string {
  switch (v.k) {
    case 'const':
      return `the constant ${JSON.stringify(v.value) ?? 'undefined'}`;
    case 'fn':
      return `the function ${v.unit.ir.fn(v.fn).name || 'without a name'} in ${v.unit.file}`;
    case 'class':
      return `the class ${v.unit.ir.cls(v.cls).name} in ${v.unit.file}`;
    case 'inst':
      return `an instance of ${v.cls.unit.ir.cls(v.cls.cls).name}${v.site ? '' : ' (made out of sight)'}`;
    case 'obj':
      return `an object literal in ${v.unit.file}:${v.unit.ir.position(v.unit.ir.start(v.value)).line}`;
    case 'arr':
      return 'an array literal';
    case 'merge':
      return `an object put together from ${v.parts.length} parts`;
    case 'ns':
      return `the module ${v.unit.file}`;
    case 'lib':
      return `\`${v.name}\` of ${v.type.pkg} (${v.type.id})`;
    case 'pkg':
      return `\`${v.pkg}${v.path}\`, which no model describes`;
    case 'global':
      return `the global \`${v.path}\``;
    case 'param':
      return `ends at parameter ${v.index + 1} of ${v.unit.ir.fn(v.fn).name || 'a function'}${v.path}`;
    case 'iface':
      return `a value of type ${v.unit.ir.cls(v.cls).name || 'a type literal'}`;
    case 'fntype':
      return 'a function of which only the type is known';
    case 'join':
      return `one of: ${v.arms.map(explainValue).join('; ')}`;
    case 'text':
      return 'a text put together from parts';
    case 'unknown':
      return `unknown: ${v.why}`;
  }
}
