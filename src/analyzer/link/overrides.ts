import type { Context } from '../models/types.js';
import type { Program } from './program.js';
import type { ClassVal } from './values.js';

/** What the library's class that a class extends, directly or through others, calls of it. */
export function overridesOf(program: Program, cls: ClassVal, depth = 8): Readonly<Record<string, Context>> {
  const { heritage } = cls.unit.ir.cls(cls.cls);
  if (heritage < 0 || depth === 0) return {};
  const parent = program.value(cls.unit, heritage, cls.env);
  if (parent.k === 'class') return overridesOf(program, parent, depth - 1);
  if (parent.k !== 'lib') return {};
  const returns = program.library.construct(parent.type)?.returns;
  const made = returns === undefined ? undefined : program.library.resolve(parent.type, returns, parent.name);
  return made?.model.overrides ?? parent.type.model.overrides ?? {};
}
