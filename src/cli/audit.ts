import { basename } from 'node:path';
import { createManifests, type Manifests } from '../analyzer/project/manifests.js';
import { isWithin, relativeTo } from '../analyzer/project/paths.js';
import type { Result } from '../analyzer/finding.js';
import { joinScripts, PAGE_SCRIPTS, renderAudit, STYLE, type AuditPackage } from '../report/audit/index.js';
import { plural } from '../report/options.js';
import { UsageError, type Flags } from './args.js';
import { TOOL_NAME, type CliIo, type Tools } from './io.js';
import { warn } from './messages.js';
import { createProgress } from './progress.js';
import { absolute, readSettings, type Settings } from './settings.js';

/** Where the report goes unless `--output-file` says otherwise, in the working directory. */
const DEFAULT_FILE = 'hidden-state-report.html';

/** Where GitHub and GitLab look for owners; the first that exists counts. */
const OWNER_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', '.gitlab/CODEOWNERS', 'docs/CODEOWNERS'];

/**
 * `hidden-state audit`: analyses a directory with all that is proven and likely, and writes one HTML file that says what speaks against a second
 * replica. Findings are what it was asked for, so they do not fail it.
 */
export function runAudit(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const [dir = '.', ...more] = operands;
  if (more.length > 0) throw new UsageError('`audit` takes one directory');
  const settings = readSettings([dir], flags, io, tools);
  if (settings.note !== undefined) warn(io, settings.note);
  const result = within(settings, analyse(settings, flags, io, tools));
  if (result.files.length === 0) {
    warn(io, 'no file to analyse; `--include` and `--no-ignore` switch on what is left out');
    return 2;
  }
  const file = flags.get('output-file') ?? DEFAULT_FILE;
  const html = renderAudit(result, optionsFor(result, dir, io, tools));
  write(file, html, io);
  io.stdout.write(`${summary(result)}\nWrote ${file} (${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB)\n`);
  return result.errors.some(({ internal }) => internal === true) ? 2 : 0;
}

function analyse({ root, paths, config, cache, threads }: Settings, flags: Flags, io: CliIo, tools: Tools): Result {
  const progress = createProgress(io, !flags.has('no-progress'));
  try {
    const input = {
      root,
      paths,
      config,
      cache,
      threads,
      certainty: 'likely' as const,
      rules: tools.rules,
      host: io.host,
      inventory: true,
      rewrites: true,
    };
    return tools.analyze(progress === undefined ? input : { ...input, onProgress: progress.show });
  } finally {
    progress?.clear();
  }
}

/** What is said of files outside the directory is none of its business, but for what could not be read. */
function within({ root, paths }: Settings, result: Result): Result {
  const isIn = ({ file }: { readonly file: string }): boolean =>
    paths.some((path) => path === root || isWithin(relativeTo(root, path), file));
  return { ...result, skipped: result.skipped.filter(isIn), ...(result.inventory && { inventory: result.inventory.filter(isIn) }) };
}

function optionsFor(result: Result, dir: string, io: CliIo, tools: Tools): Parameters<typeof renderAudit>[1] {
  const manifests = manifestsOf(result, io);
  const readText = (file: string): string | undefined => {
    try {
      return io.host.readText(`${result.root === '/' ? '' : result.root}/${file}`);
    } catch {
      return undefined; // gone since it was analysed: it is shown without its code
    }
  };
  return {
    project: manifests.at(absolute(io.cwd, dir))?.name ?? basename(absolute(io.cwd, dir)),
    generatedAt: dateOf(io).toISOString(),
    tool: { name: TOOL_NAME, version: tools.version },
    rules: tools.rules,
    packages: packagesOf(result, manifests),
    codeowners: OWNER_FILES.map(readText).find((text) => text !== undefined),
    readText,
    assets: { style: STYLE, script: joinScripts(PAGE_SCRIPTS.map((name) => ownText(`dist/report/audit/page/${name}`, tools))) },
  };
}

/** Builds that have to come out the same twice set `SOURCE_DATE_EPOCH`, in seconds. */
function dateOf({ env }: CliIo): Date {
  const epoch = env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}

/** A text that the package comes with. */
function ownText(path: string, { readOwn }: Tools): string {
  const text = readOwn(path);
  if (text === undefined) throw new Error(`the package lacks ${path}`);
  return text;
}

/** The manifests of the project, with every package that analysed files belong to known by its name. */
function manifestsOf({ root, files }: Result, { host }: CliIo): Manifests {
  const near = createManifests(host, { root });
  const dirs = files.flatMap((file) => near.forFile(`${root === '/' ? '' : root}/${file}`)?.dir ?? []);
  return createManifests(host, { root, packageDirs: [...new Set(dirs)] });
}

/** The packages that analysed files belong to, in the order of their directories, with the packages of the project that they use. */
function packagesOf({ root, files }: Result, manifests: Manifests): AuditPackage[] {
  const found = new Map<string, AuditPackage>();
  for (const file of files) {
    const manifest = manifests.forFile(`${root === '/' ? '' : root}/${file}`);
    const dir = manifest === undefined ? '' : relativeTo(root, manifest.dir);
    if (found.has(dir)) continue;
    const uses = [...(manifest?.dependencies.keys() ?? [])].flatMap((name) => manifests.packageNamed(name)?.manifest.dir ?? []);
    found.set(dir, { dir, name: manifest?.name ?? (dir === '' ? basename(root) : dir), uses: uses.map((used) => relativeTo(root, used)) });
  }
  return [...found.values()].sort((a, b) => (a.dir < b.dir ? -1 : 1));
}

function write(file: string, html: string, io: CliIo): void {
  try {
    io.writeFile(absolute(io.cwd, file), html);
  } catch (error) {
    throw new UsageError(`cannot write \`${file}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function summary({ files, findings, errors }: Result): string {
  const errorsFound = findings.filter(({ severity }) => severity === 'error').length;
  const unread = errors.length === 0 ? '' : `, ${plural(errors.length, 'file')} could not be read`;
  return `${plural(findings.length, 'finding')} (${plural(errorsFound, 'error')}) in ${plural(files.length, 'file')}${unread}`;
}
