import type { ModuleIR, Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
import { append } from '../maps.js';
import type { CallQuestion, Edge, FnRef } from '../link/callgraph.js';
import { calleeOf } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf } from '../link/values.js';

/** Who proves to a function that it, and no person, makes the request. */
export interface Proofs {
  /** A queue delivers the function's work, and tries again. */
  job(ref: FnRef): boolean;
  /** Another service calls, and tries again until it is answered. */
  webhook(ref: FnRef): boolean;
}

/** Calls between a function and the one that proves: a helper, and what it wraps. */
const MAX_CALLS = 2;

/** What Vercel's scheduler proves itself with: https://vercel.com/docs/cron-jobs/manage-cron-jobs. Only its requests have it. */
const SCHEDULER_SECRET = 'CRON_SECRET';

/** Functions that look at the secret of a scheduler. */
function asksForSecret(program: Program): FnRef[] {
  return program.active.flatMap((unit): FnRef[] => {
    const { ir } = unit;
    if (!ir.strings.includes(SCHEDULER_SECRET)) return [];
    const found: FnRef[] = [];
    for (let fn = 1, n = ir.count('functions'); fn < n; fn++) {
      const [start, end] = ir.fnCode(fn);
      for (let v = start; v < end; v = ir.next(v)) {
        if (ir.op(v) !== Op.get || ir.text(v, 2) !== SCHEDULER_SECRET) continue;
        found.push({ unit, fn });
        break;
      }
    }
    return found;
  });
}

/** The name of a header in which a service signs what it sends: `x-hub-signature-256`, `x-shopify-hmac-sha256`. */
const SIGNATURE_HEADER = /^[a-z\d]+(?:-[a-z\d]+)*-(?:signature|hmac)(?:-[a-z\d]+)*$/i;
/** What a signature is compared with is computed by one of these. */
const SIGNS = new Set(['createHmac', 'createVerify', 'verify', 'timingSafeEqual']);

/** Functions that read such a header, and check it by hand, themselves or in what they call. */
function checksSignature(program: Program): FnRef[] {
  return program.active.flatMap((unit): FnRef[] => {
    const { ir } = unit;
    if (!ir.strings.some((text) => SIGNATURE_HEADER.test(text))) return [];
    const found: FnRef[] = [];
    for (let fn = 1, n = ir.count('functions'); fn < n; fn++)
      if (readsSignature({ unit, fn }) && signs(program, { unit, fn })) found.push({ unit, fn });
    return found;
  });
}

function readsSignature({ unit: { ir }, fn }: FnRef): boolean {
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (SIGNATURE_HEADER.test(ir.op(v) === Op.get ? ir.text(v, 2) : textOf(ir, v))) return true;
  }
  return false;
}

/** A text that is written there, or as a constant around the function. */
function textOf(ir: ModuleIR, v: Value): string {
  const said = ir.op(v) === Op.capture ? ir.bindingValue(ir.operand(v, 0)) : v;
  return said >= 0 && ir.op(said) === Op.str ? ir.text(said, 0) : '';
}

function signs(program: Program, { unit, fn }: FnRef, depth = 0): boolean {
  const own = program
    .facts(unit)
    .calls.some(
      (call) =>
        call.fn === fn &&
        armsOf(calleeOf(program, { unit, value: call.value, env: null })).some(
          (arm) => arm.k === 'pkg' && arm.pkg === 'node:crypto' && SIGNS.has(arm.path.split('.').at(-1) ?? ''),
        ),
    );
  return own || (depth < MAX_CALLS && program.graph.calleesOf(unit, fn).some(({ to }) => signs(program, to, depth + 1)));
}

const proves: CallQuestion = ({ model }) => model.proves !== undefined;

/** Functions that ask for a proof, themselves or through a helper. What is kept for later proves nothing about its maker. */
function findProofs(program: Program): Proofs {
  const { graph } = program;
  const reached = { job: new Set<string>(), webhook: new Set<string>() };
  const waves = new Map<'job' | 'webhook', FnRef[]>();
  for (const call of graph.libCallsWhere(proves)) if (call.model.proves !== undefined) append(waves, call.model.proves, call);
  for (const ref of asksForSecret(program)) append(waves, 'job', ref);
  for (const ref of checksSignature(program)) append(waves, 'webhook', ref);
  for (const [kind, first] of waves) {
    let wave: readonly FnRef[] = first;
    for (let depth = 0; depth <= MAX_CALLS && wave.length > 0; depth++) {
      for (const ref of wave) reached[kind].add(keyOf(ref));
      wave = wave.flatMap(({ unit, fn }) =>
        graph
          .callersOf(unit, fn)
          .filter((edge) => edge.from.fn !== 0 && !reached[kind].has(keyOf(edge.from)) && names(program, edge))
          .map(({ from }) => from),
      );
    }
  }
  return { job: (ref) => reached.job.has(keyOf(ref)), webhook: (ref) => reached.webhook.has(keyOf(ref)) };
}

/** Those of a program, found once. */
export const proofsOf = (program: Program): Proofs => program.derive(findProofs);

/** Does a call name the function that it calls? A wrapper that calls whatever it was given proves nothing for the others that it is given. */
const names = (program: Program, { kind, from, to, call }: Edge): boolean =>
  kind === 'call' &&
  armsOf(calleeOf(program, { unit: from.unit, value: call, env: null })).some(
    (arm) => arm.k === 'fn' && arm.unit === to.unit && arm.fn === to.fn,
  );

const keyOf = ({ unit, fn }: FnRef): string => `${unit.index}:${fn}`;
