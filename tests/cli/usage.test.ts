import { describe, expect, it } from 'vitest';
import { COMMANDS, OPTIONS } from '../../src/cli/options.js';
import { FORMATS } from '../../src/report/index.js';
import { PROJECT, run, SOURCE } from './fake.js';
import { placeOf } from '../report/samples.js';

describe('wrong usage', () => {
  it.each([
    [['chekc'], 'unknown command `chekc`; did you mean `check`?'],
    [['src'], 'unknown command `src`; to check a path, write `hidden-state check <path>`'],
    [['check', '--formt', 'json'], 'unknown option `--formt`; did you mean `--format`?'],
    [['check', '--no-such-thing-at-all'], 'unknown option `--no-such-thing-at-all`'],
    [['check', '-x'], 'unknown option `-x`'],
    [['check', '-f', 'jsno'], 'unknown value `jsno` for `--format`; did you mean `json`?'],
    [['check', '-f', 'pdf'], `unknown value \`pdf\` for \`--format\`; known: ${Object.keys(FORMATS).join(', ')}`],
    [['check', '--format'], '`--format` needs a value: FORMAT'],
    [['check', '--format='], '`--format` needs a value: FORMAT'],
    [['check', '--format', '--strict'], '`--format` needs a value: FORMAT'],
    [['check', '--strict=yes'], '`--strict` takes no value'],
    [['check', '--fail-on', 'errors'], 'unknown value `errors` for `--fail-on`; did you mean `error`?'],
    [['check', '--include', 'tests'], 'unknown value `tests` for `--include`; did you mean `test`?'],
    [['check', '--rule', 'require-timeuot=off'], 'unknown rule `require-timeuot`; did you mean `require-timeout`?'],
    [['check', '--rule', 'zzz=off'], 'unknown rule `zzz`; `hidden-state rules` lists them'],
    [['check', '--rule', 'require-timeout'], '`--rule` needs a level: require-timeout=error'],
    [['check', '--rule', 'require-timeout=wran'], 'unknown value `wran` for `--rule`; did you mean `warn`?'],
    [['check', 'nowhere'], 'no such file or directory: `nowhere`'],
    [['check', ''], 'no such file or directory: ``'],
    [['check', '\u001b[2J'], 'no such file or directory: `\\x1b[2J`'],
    [['check', '-c', 'nowhere.json'], 'nowhere.json: no such file'],
    [['trace', 'src/pay.ts:2', '--format', 'json'], '`--format` has no meaning for `trace`'],
    [['trace'], '`trace` needs one place: `hidden-state trace src/a.ts:12`'],
    [['trace', 'src/pay.ts'], '`src/pay.ts` is not a place; write `file:line`'],
    [['trace', 'src/pay.ts:0'], '`src/pay.ts:0` is not a place; write `file:line`'],
    [['trace', 'src/none.ts:1'], 'no such file: `src/none.ts`'],
    [['trace', 'src:1'], 'no such file: `src`'],
    [['rules', 'src'], '`rules` takes no path'],
  ])('%j is told in one line', (argv, message) => {
    const outcome = run(argv);
    expect(outcome).toMatchObject({ code: 2, out: '', err: `hidden-state: ${message}\n`, asked: undefined });
  });

  it('takes everything after -- as a path', () => {
    const files = { '/project/--strict': '' };
    expect(run(['check', '--', '--strict'], { files }).asked).toMatchObject({
      paths: ['/project/--strict'],
      certainty: 'proven',
    });
  });

  it('shows the help on stderr where no command is given', () => {
    expect(run([])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Usage: hidden-state <command>') as string,
    });
  });
});

describe('help and version', () => {
  it('names every command and flag', () => {
    const { code, out } = run(['--help']);
    expect(code).toBe(0);
    for (const { usage } of Object.values(COMMANDS)) expect(out).toContain(usage);
    for (const { name } of OPTIONS) expect(out).toContain(`--${name}`);
  });

  it('shows for a command what it takes, whatever else is there', () => {
    const { code, out, asked } = run(['rules', '-h', '--format', 'json']);
    expect(code).toBe(0);
    expect(asked).toBe(undefined);
    expect(out).toContain('Usage: hidden-state rules [options]');
    expect(out).not.toContain('--format');
  });

  it.each([['-v'], ['--version']])('shows the version with %s', (flag) => {
    expect(run([flag])).toMatchObject({ code: 0, out: '1.2.3\n', err: '' });
    expect(run(['check', flag])).toMatchObject({ code: 0, out: '1.2.3\n', asked: undefined });
  });
});

describe('rules', () => {
  it('lists the rules with their options', () => {
    expect(run(['rules']).out).toBe(
      [
        'no-module-state  About no-module-state.',
        'require-timeout  About require-timeout.',
        '                 maxMs: 60000',
        '                 kinds: ["unbounded"]',
        '                 strict: false',
        '',
      ].join('\n'),
    );
  });
});

describe('trace', () => {
  const trail = [{ place: placeOf('src/pay.ts', SOURCE, 'order'), text: '`order` ends at parameter 1 \u001b[0m' }];

  it('shows the trail from the working directory', () => {
    const outcome = run(['trace', 'pay.ts:2:7'], { cwd: '/project/src', trail });
    expect(outcome.traced).toEqual({ file: 'src/pay.ts', line: 2 });
    expect(outcome.asked).toMatchObject({ root: '/project', paths: ['/project/src/pay.ts'] });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toBe('pay.ts:1:27 `order` ends at parameter 1 \\x1b[0m\n    export async function pay(order) {\n');
  });

  it('says that there is nothing', () => {
    expect(run(['trace', 'src/pay.ts:3'])).toMatchObject({
      code: 0,
      out: '',
      err: 'hidden-state: nothing to trace at src/pay.ts:3\n',
    });
  });

  it('finds a file whose name has a colon', () => {
    const files = { ...PROJECT, '/project/a:1.ts': 'x' };
    expect(run(['trace', 'a:1.ts:7'], { files }).traced).toEqual({ file: 'a:1.ts', line: 7 });
  });
});
