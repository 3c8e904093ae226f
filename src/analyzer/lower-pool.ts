import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Lowered } from './cache.js';
import { ModuleIR } from './ir/module.js';
import type { Outcome, Source } from './lower-file.js';

/** What a thread is told: the whole list, from which every thread takes the next file that nobody has taken. */
export interface Share {
  readonly sources: readonly Source[];
  /** Shared integers, by {@link Slot}. */
  readonly shared: Int32Array;
  readonly port: MessagePort;
  /** Are keys for the cache wanted? */
  readonly keyed: boolean;
}

/** What the shared integers are: the next file's index; a count that grows with each file and each message. */
export const Slot = { next: 0, beat: 1 } as const;

/** What a thread sends of one file: the numbers are moved, not copied, and the strings are decoded when they are asked for. */
export interface Sent {
  readonly index: number;
  readonly chars: number;
  readonly key?: string;
  readonly outcome:
    | { readonly data: Int32Array; readonly strings: string; readonly syntaxError?: Lowered['syntaxError']; readonly error?: string }
    | { readonly skip: string }
    | { readonly error: string };
}

/** An outcome that another thread worked out. */
export interface Received {
  readonly outcome: Outcome;
  /** Absent where nothing was lowered. */
  readonly key?: string;
  readonly chars: number;
}

/** Threads that are without a sign of life for so long (ms) are given up: what they have taken is done here. */
const PATIENCE = 30_000;

/**
 * Lowers files in this thread and in others at once; this one is blocked until all is there. `own` lowers one file here; what it gives
 * is not touched. Results are in the order of the sources, whichever thread they come from.
 */
export function lowerInThreads(
  sources: readonly Source[],
  { threads, keyed }: { readonly threads: number; readonly keyed: boolean },
  own: (source: Source, index: number) => Outcome,
): (Outcome | Received)[] {
  const shared = new Int32Array(new SharedArrayBuffer(4 * Object.keys(Slot).length));
  const ports = Array.from({ length: threads - 1 }, () => startThread(sources, shared, keyed));
  const results = new Array<Outcome | Received | undefined>(sources.length).fill(undefined);
  for (let i = Atomics.add(shared, Slot.next, 1); i < sources.length; i = Atomics.add(shared, Slot.next, 1)) {
    results[i] = own(sources[i], i);
  }
  receiveAll(ports, shared, results);
  return results.map((result, i) => result ?? own(sources[i], i));
}

/** Blocks until all results are there, or no thread shows a sign of life any more. One that never started has taken nothing. */
function receiveAll(ports: readonly MessagePort[], shared: Int32Array, results: (Outcome | Received | undefined)[]): void {
  let missing = results.reduce((count, result) => count + (result === undefined ? 1 : 0), 0);
  for (;;) {
    const beat = Atomics.load(shared, Slot.beat); // before looking: what comes later changes it
    for (const port of ports) missing -= receive(port, results);
    if (missing === 0) break;
    if (Atomics.wait(shared, Slot.beat, beat, PATIENCE) === 'timed-out' && Atomics.load(shared, Slot.beat) === beat) break;
  }
  for (const port of ports) port.close();
}

function receive(port: MessagePort, results: (Outcome | Received | undefined)[]): number {
  let count = 0;
  for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port)) {
    for (const sent of message.message as readonly Sent[]) {
      results[sent.index] = received(sent);
      count += 1;
    }
  }
  return count;
}

function startThread(sources: readonly Source[], shared: Int32Array, keyed: boolean): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const share: Share = { sources, shared, port: port2, keyed };
  const worker = new Worker(new URL('./lower-worker.js', import.meta.url), { workerData: share, transferList: [port2], execArgv: [] });
  worker.on('error', () => undefined); // what it has not sent is done here
  worker.unref();
  return port1;
}

function received({ outcome, key, chars }: Sent): Received {
  const more = { chars, ...(key === undefined ? {} : { key }) };
  if (!('data' in outcome)) return { outcome, ...more };
  const { data, strings, syntaxError, error } = outcome;
  const ir = new ModuleIR(data, () => JSON.parse(strings) as readonly string[]);
  return { outcome: { lowered: { ir, ...(syntaxError ? { syntaxError } : {}) }, ...(error === undefined ? {} : { error }) }, ...more };
}
