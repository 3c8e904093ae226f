import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));
/** Files in one program. */
const BATCH = 100;
/** A batch that takes longer (seconds) hangs: a file of it is then looked for that hangs alone. */
const PATIENCE = 120;

/**
 * Runs files in batches, each in a child process that is ended where it hangs or dies; then each of its files runs alone, so that the
 * culprit has a name. `mutations` 0 takes the files as they are.
 */
export async function runSuite(files, { mutations = 0, seed = 1, jobs = 1, heapMb = 4096, onProblem = console.error }) {
  const totals = { hangs: 0, deaths: 0, cpuMs: 0, slowest: [] };
  const size = Math.max(1, Math.floor(BATCH / Math.max(1, mutations)));
  const batches = Array.from({ length: Math.ceil(files.length / size) }, (_, i) => files.slice(i * size, (i + 1) * size));
  let next = 0;
  const work = async () => {
    const child = createChild(heapMb);
    while (next < batches.length) {
      const batch = batches[next++];
      const told = await child.run({ files: batch, mutations, seed });
      if (typeof told !== 'string') add(totals, told, batch, onProblem);
      else if (batch.length === 1) lose(totals, told, batch[0], onProblem);
      else
        for (const file of batch) {
          const alone = await child.run({ files: [file], mutations, seed });
          if (typeof alone === 'string') lose(totals, alone, file, onProblem);
          else add(totals, alone, [file], onProblem);
        }
    }
    child.end();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return totals;
}

function lose(totals, how, file, onProblem) {
  totals[how === 'hang' ? 'hangs' : 'deaths'] += 1;
  onProblem(`${file}: ${how}`);
}

function add(totals, { counts, problems, cpuMs }, batch, onProblem) {
  for (const [key, value] of Object.entries(counts)) totals[key] = (totals[key] ?? 0) + value;
  totals.cpuMs += cpuMs;
  totals.slowest.push({ perKb: Math.round((1000 * cpuMs) / (counts.chars + 10_000)), chars: counts.chars, first: batch[0] });
  totals.slowest = totals.slowest.sort((a, b) => b.perKb - a.perKb).slice(0, 5);
  for (const problem of problems) onProblem(problem);
}

/** A child that is started again where it was lost. `run` gives what it says, or how it was lost: `hang` or `death`. */
function createChild(heapMb) {
  let child;
  const start = () =>
    new Promise((resolve) => {
      child = fork(WORKER, { execArgv: [`--max-old-space-size=${heapMb}`], stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
      child.once('message', resolve);
    });
  return {
    async run(task) {
      if (child === undefined) await start();
      const one = child;
      return new Promise((resolve) => {
        const done = (told) => {
          clearTimeout(timer);
          one.removeAllListeners();
          if (typeof told === 'string') {
            one.kill('SIGKILL');
            child = undefined;
          }
          resolve(told);
        };
        const timer = setTimeout(() => done('hang'), PATIENCE * 1000);
        one.once('message', done).once('exit', () => done('death'));
        one.send(task);
      });
    },
    end: () => child?.disconnect(),
  };
}
