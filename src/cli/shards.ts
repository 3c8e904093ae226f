import type { Shard, Share } from '../analyzer/shard.js';
import { plural } from '../report/options.js';
import { UsageError, type Flags } from './args.js';
import type { CliIo, Tools } from './io.js';
import { warn } from './messages.js';
import { OPTIONS, type OptionSpec } from './options.js';
import { createProgress } from './progress.js';
import { absolute, readSettings, seenFrom } from './settings.js';

/** Where shards lie unless `--shard-dir` says otherwise, in the working directory. */
const DEFAULT_DIR = '.hidden-state';

/**
 * `hidden-state check --shard 1/4`: reads its share of the project and writes it down for `merge`. It judges nothing, so it answers 0, or 2
 * where the shard could not be written.
 */
export function runShard(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  refuseJudging(flags);
  const share = readShare(flags.get('shard') ?? '');
  const settings = readSettings(operands, flags, io, tools);
  if (settings.note !== undefined) warn(io, settings.note);
  const file = absolute(shardDir(flags, io), nameOf(share));
  const { root, paths, config, certainty } = settings;
  const input = { root, paths, config, certainty, rules: tools.rules, host: io.host };
  const progress = createProgress(io, !flags.has('no-progress'));
  const done = clearing(progress, () => tools.shard(progress === undefined ? input : { ...input, onProgress: progress.show }, share, file));
  if (done.problem !== undefined) {
    warn(io, done.problem);
    return 2;
  }
  warn(io, `shard ${share.index} of ${share.count}: ${done.files} of ${plural(done.of, 'file')} read into ${seenFrom(io.cwd, file)}`);
  return 0;
}

function clearing(progress: ReturnType<typeof createProgress>, run: () => Shard): Shard {
  try {
    return run();
  } finally {
    progress?.clear();
  }
}

/** What is found is said by `merge`: a flag about it here would be without effect, and nobody would know. Throws {@link UsageError}. */
function refuseJudging(flags: Flags): void {
  const harmless = ['no-progress', 'color', 'no-color', 'stats'];
  const specs: readonly OptionSpec[] = OPTIONS;
  const judging = specs.filter(({ name, group }) => (group === 'gate' || group === 'report') && !harmless.includes(name));
  const names = [...judging.map(({ name }) => name), 'stdin', 'staged', 'cache', 'cache-location', 'threads'];
  const given = names.find((name) => flags.has(name as never)); // a switch or a flag with a value: `has` answers for both
  if (given !== undefined) throw new UsageError(`\`--${given}\` has no meaning with \`--shard\`; give it to \`merge\``);
}

function readShare(text: string): Share {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const share = { index: Number(index), count: Number(count) };
  if (share.index >= 1 && share.index <= share.count) return share;
  throw new UsageError(`\`--shard\` needs a part of a whole, such as 1/4, not \`${text}\``);
}

const nameOf = ({ index, count }: Share): string => `shard-${index}-of-${count}.bin`;

const shardDir = (flags: Flags, { cwd }: CliIo): string => absolute(cwd, flags.get('shard-dir') ?? DEFAULT_DIR);

/**
 * The shards in the directory, absolute. Throws {@link UsageError} unless they are the whole: half a project would be reported as if it
 * were all of it, slowly.
 */
export function readShards(flags: Flags, io: CliIo): readonly string[] {
  const dir = shardDir(flags, io);
  const seen = seenFrom(io.cwd, dir) || '.';
  const found = filesIn(dir, io).flatMap((name) => {
    const [, index, count] = /^shard-(\d+)-of-(\d+)\.bin$/.exec(name) ?? [];
    return index === undefined || count === undefined ? [] : [{ index: Number(index), count: Number(count) }];
  });
  const [first, ...others] = [...new Set(found.map(({ count }) => count))];
  if (first === undefined) throw new UsageError(`there is no shard in \`${seen}\`; \`check --shard 1/2\` writes one`);
  if (others.length > 0) throw new UsageError(`\`${seen}\` has shards of different runs: of ${[first, ...others].join(', of ')}`);
  const missing = Array.from({ length: first }, (_, i) => i + 1).filter((index) => !found.some((one) => one.index === index));
  if (missing.length > 0) throw new UsageError(`\`${seen}\` lacks shard ${missing.join(', ')} of ${first}`);
  return found.map((share) => absolute(dir, nameOf(share)));
}

function filesIn(dir: string, { host }: CliIo): readonly string[] {
  try {
    return host
      .readDir(dir)
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
