import type { Result } from '../analyzer/finding.js';
import { FORMATS, renderStepSummary, SHOWS_REWRITES, type FormatName } from '../report/index.js';
import { UsageError, type Flags } from './args.js';
import { FILE_STREAM, type CliIo, type Tools } from './io.js';
import { warn } from './messages.js';
import { reportOptions } from './report-options.js';
import { absolute, oneOf } from './settings.js';
import { didYouMean } from './suggest.js';

/** One report: in which format, and to which file; to stdout where it has none. */
export interface Output {
  readonly format: FormatName;
  readonly file?: string;
}

/** The formats by name. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]; // the keys of a literal

/** The reports that `--format` and `--output-file` ask for, in the order of the formats. Throws {@link UsageError}. */
export function readOutputs(flags: Flags): readonly Output[] {
  const formats = flags.all('format').map((word) => oneOf('format', word, FORMAT_NAMES));
  const files = flags.all('output-file').map(readFile);
  const plain = files.filter(({ format }) => format === undefined);
  const only = [...new Set(formats)];
  if (plain.length > 1) throw new UsageError(`\`--output-file\` is given ${plain.length} times: write \`--output-file FORMAT=FILE\``);
  if (plain.length === 1 && only.length > 1) {
    throw new UsageError(`\`--output-file\` fits several formats: write \`--output-file ${only[0] ?? ''}=${plain[0]?.file ?? ''}\``);
  }
  const toFiles = files.map(({ format, file }): Output => ({ format: format ?? only[0] ?? 'text', file }));
  const written = new Set(toFiles.map(({ format }) => format));
  const toStdout = only.filter((format) => !written.has(format)).map((format): Output => ({ format }));
  return toFiles.length + toStdout.length === 0 ? [{ format: 'text' }] : [...toStdout, ...toFiles];
}

/** Whether a report shows rewrites; computing them for nobody is wasted. */
export const wantsRewrites = (outputs: readonly Output[]): boolean => outputs.some(({ format }) => SHOWS_REWRITES[format]);

/** `out.json`, or `json=out.json`; `./a=b` is a file. */
function readFile(value: string): { readonly format?: FormatName; readonly file: string } {
  const [, word, file] = /^([a-z]+)=(.*)$/s.exec(value) ?? [];
  if (word === undefined || file === undefined) return { file: value };
  const format = FORMAT_NAMES.find((name) => name === word);
  if (format === undefined)
    throw new UsageError(`unknown format \`${word}\` in \`--output-file ${value}\`${didYouMean(word, FORMAT_NAMES)}`);
  if (file === '') throw new UsageError(`\`--output-file ${value}\` names no file`);
  return { format, file };
}

/** Writes the reports. Throws {@link UsageError} where a file cannot be written. */
export function deliver(result: Result, outputs: readonly Output[], flags: Flags, io: CliIo, tools: Tools): void {
  for (const { format, file } of outputs) {
    const options = reportOptions(result.root, flags, io, tools, file === undefined ? io.stdout : FILE_STREAM);
    const report = FORMATS[format](result, options);
    if (file === undefined) io.stdout.write(report);
    else writeReport(file, report, io);
  }
  if (outputs.some(({ format }) => format === 'github')) writeSummary(result, flags, io, tools);
}

function writeReport(file: string, report: string, io: CliIo): void {
  try {
    io.writeFile(absolute(io.cwd, file), report);
  } catch (error) {
    throw new UsageError(`cannot write \`${file}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a step of a GitHub workflow shows below its log. Without it the run is as good. */
function writeSummary(result: Result, flags: Flags, io: CliIo, tools: Tools): void {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  try {
    io.appendFile(file, renderStepSummary(result, reportOptions(result.root, flags, io, tools, FILE_STREAM)));
  } catch (error) {
    warn(io, `the step summary could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
