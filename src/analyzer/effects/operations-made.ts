import { CALL_NEW, Op } from '../ir/ops.js';
import type { LibCall } from '../link/callgraph.js';
import type { Operation } from '../models/types.js';
import type { Frames, Node } from './operations-frames.js';
import { atPath } from './same-place-terms.js';

/** Methods of models and repositories that make an entry without storing it. */
const MAKERS: ReadonlySet<string> = new Set(['create', 'build']);

/**
 * What a call that stores an object does: it adds an entry where the object was made new in this function (`new User({ … }).save()`,
 * `users.save(users.create({ … }))`), and stores one again where it was read.
 */
export function asMade(frames: Frames, node: Node, lib: LibCall, op: Operation): { readonly op: Operation; readonly made?: Node } {
  if (op.kind !== 'write' || op.key !== undefined || (op.entry === true && op.value !== undefined)) return { op };
  const stored = op.entry === true ? receiver(node) : op.value === undefined ? undefined : atPath(frames, node, op.value);
  const made = stored && settled(stored);
  if (!made || !isMade(frames, made, lib)) return { op };
  const { value, resource, options } = op;
  return {
    op: {
      kind: 'create',
      ...(value === undefined ? {} : { value }),
      ...(resource === undefined ? {} : { resource }),
      ...(options === undefined ? {} : { options }),
    },
    made,
  };
}

function receiver({ frame, value }: Node): Node | undefined {
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  return ir.op(callee) === Op.get ? { frame, value: ir.operand(callee, 1) } : undefined;
}

function settled({ frame, value }: Node): Node {
  const { ir } = frame.unit;
  let at = value;
  while (at >= 0 && (ir.op(at) === Op.cast || ir.op(at) === Op.await)) at = ir.operand(at, 0);
  return { frame, value: at };
}

/** A construction, or a call of a model's own method that makes an entry. */
function isMade({ program }: Frames, { frame, value }: Node, lib: LibCall): boolean {
  const { unit } = frame;
  const { ir } = unit;
  if (value < 0 || ir.op(value) !== Op.call) return false;
  if ((ir.operand(value, 0) & CALL_NEW) !== 0) return true;
  const callee = ir.operand(value, 1);
  if (ir.op(callee) !== Op.get || !MAKERS.has(ir.text(callee, 2))) return false;
  const denotes = program.value(unit, callee);
  // What is stored as it is made is not made for what stores it again.
  return denotes.k === 'lib' && denotes.type.owner === lib.callee.type.owner && program.library.call(denotes.type)?.op === undefined;
}
