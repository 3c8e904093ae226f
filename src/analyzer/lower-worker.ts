import { workerData } from 'node:worker_threads';
import { createNodeHost } from './host.js';
import { createLoader, lowerSource, textKey, type Outcome, type Source } from './lower-file.js';
import { Slot, type Sent, type Share } from './lower-pool.js';

/** Files in one message: enough that messages cost little, few enough that their memory does not pile up here. */
const BATCH = 64;

/** A thread of {@link import('./lower-pool.js').lowerInThreads}: takes files until none is left, and sends what it makes of them. */
function work({ sources, shared, port, keyed }: Share): void {
  const host = createNodeHost();
  const loader = createLoader(false);
  let batch: Sent[] = [];
  const send = (): void => {
    port.postMessage(
      batch,
      batch.flatMap(({ outcome }) => ('data' in outcome ? [outcome.data.buffer as ArrayBuffer] : [])),
    );
    batch = [];
    Atomics.add(shared, Slot.beat, 1);
    Atomics.notify(shared, Slot.beat);
  };
  const lower = (source: Source, index: number): Sent => {
    let key: string | undefined;
    let chars = 0;
    const keying = {
      lower: (path: string, text: string) => {
        chars = text.length;
        if (keyed) key = textKey(path, text);
        return loader.lower(path, text);
      },
    };
    const outcome = pack(lowerSource(keying, host, source));
    return { index, chars, outcome, ...(key === undefined ? {} : { key }) };
  };
  for (let i = Atomics.add(shared, Slot.next, 1); i < sources.length; i = Atomics.add(shared, Slot.next, 1)) {
    batch.push(lower(sources[i], i));
    Atomics.add(shared, Slot.beat, 1);
    if (batch.length === BATCH) send();
  }
  send();
}

function pack(outcome: Outcome): Sent['outcome'] {
  if (!('lowered' in outcome)) return 'skip' in outcome ? { skip: outcome.skip } : { error: outcome.error };
  const { ir, syntaxError } = outcome.lowered;
  return {
    data: ir.data.byteLength === ir.data.buffer.byteLength ? ir.data : ir.data.slice(),
    strings: JSON.stringify(ir.strings),
    ...(syntaxError ? { syntaxError } : {}),
    ...(outcome.error === undefined ? {} : { error: outcome.error }),
  };
}

work(workerData as Share);
