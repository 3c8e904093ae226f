// A process of its own, so that what hangs or takes all memory can be ended and named.
import { createRunner } from './batch.mjs';
import { readText } from './files.mjs';
import { mutate } from './mutate.mjs';

const runner = createRunner();
process.on('message', ({ files, mutations, seed }) => {
  const texts = files.flatMap((file) => {
    const text = readText(file);
    return mutations === 0 ? [[file, text]] : Array.from({ length: mutations }, (_, i) => [`${file}#${i}`, mutate(text, i, seed)]);
  });
  const before = process.cpuUsage();
  const told = runner.run(texts);
  process.send({ ...told, cpuMs: process.cpuUsage(before).user / 1000 });
});
process.send('ready');
