import { Op } from '../ir/ops.js';
import type { Frames, Node } from './operations-frames.js';
import { partsOf } from './operations-sources.js';
import { globalName } from './operations-trail.js';

/** What gives something else each time. */
const FRESH_GLOBALS = new Set(['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues']);
const FRESH_MEMBERS = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues']);
const FRESH_PACKAGES = new Set(['nanoid', 'uuid', 'ulid', 'cuid', '@paralleldrive/cuid2', 'short-uuid', 'uid-safe']);

const MAX_STEPS = 200;

/** Is a value made of something that is new each time: an identifier, a random text? */
export function isFresh(frames: Frames, start: Node): boolean {
  const seen = new Set<string>();
  const queue: Node[] = [start];
  for (let node = queue.pop(), steps = 0; node !== undefined && steps < MAX_STEPS; node = queue.pop(), steps++) {
    const key = `${node.frame.id}:${node.value}`;
    if (node.value < 0 || seen.has(key)) continue;
    seen.add(key);
    if (node.frame.unit.ir.op(node.value) === Op.call && givesFresh(frames, node)) return true;
    const parts = partsOf(frames, node, false).map((part) => part.node);
    // What may be asked for instead is made only where it is missing, and is found there from then on.
    if (CHOICES.includes(node.frame.unit.ir.op(node.value)) && parts.some((part) => isAnswer(frames, part))) continue;
    queue.push(...parts);
  }
  return false;
}

const CHOICES: readonly number[] = [Op.phi, Op.select, Op.logic, Op.dflt];

/** Is a value what a call that is waited for answers, and that call none of the project's own? */
function isAnswer(frames: Frames, { frame, value }: Node): boolean {
  const { ir } = frame.unit;
  if (value < 0 || ir.op(value) !== Op.await) return false;
  const call = ir.operand(value, 0);
  return ir.op(call) === Op.call && frames.enter(frame, call).length === 0 && !givesFresh(frames, { frame, value: call });
}

function givesFresh(frames: Frames, node: Node): boolean {
  if (FRESH_GLOBALS.has(globalName(node))) return true;
  const { unit } = node.frame;
  const callee = unit.ir.operand(node.value, 1);
  const denotes = frames.program.value(unit, callee);
  if (denotes.k === 'pkg' && FRESH_PACKAGES.has(denotes.pkg)) return true;
  // `const { randomUUID } = require('node:crypto')`.
  if (denotes.k === 'pkg' && denotes.pkg === 'node:crypto' && FRESH_MEMBERS.has(denotes.path.replace(/^\./, ''))) return true;
  const imported = importedFrom(frames, node.frame.unit.index, unit.ir.op(callee) === Op.get ? unit.ir.operand(callee, 1) : callee);
  if (imported === undefined) return false;
  if (FRESH_PACKAGES.has(imported.pkg)) return true;
  const name = unit.ir.op(callee) === Op.get ? unit.ir.text(callee, 2) : imported.name;
  return imported.pkg === 'node:crypto' && FRESH_MEMBERS.has(name);
}

/** The package and name that a value is imported under. */
function importedFrom(frames: Frames, unitIndex: number, value: number): { readonly pkg: string; readonly name: string } | undefined {
  const unit = frames.program.units[unitIndex];
  if (unit === undefined || value < 0 || unit.ir.op(value) !== Op.import) return undefined;
  const row = unit.ir.operand(value, 0);
  const target = unit.targets[row];
  return target?.kind === 'package' ? { pkg: target.name, name: unit.ir.import(row).name } : undefined;
}
