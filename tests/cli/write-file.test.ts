import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../src/cli/write-file.js';

describe('writing a report', () => {
  let dir = '';
  beforeEach(() => {
    dir = fs.mkdtempSync(join(tmpdir(), 'hidden-state-'));
  });
  afterEach(() => fs.rmSync(dir, { recursive: true }));

  it('makes the directories above and leaves nothing else behind', () => {
    writeFileAtomically(join(dir, 'a/b/report.json'), 'one');
    writeFileAtomically(join(dir, 'a/b/report.json'), 'two');
    expect(fs.readdirSync(join(dir, 'a/b'))).toEqual(['report.json']);
    expect(fs.readFileSync(join(dir, 'a/b/report.json'), 'utf8')).toBe('two');
  });

  it('follows a link and keeps the mode', () => {
    fs.writeFileSync(join(dir, 'target'), 'old', { mode: 0o600 });
    fs.symlinkSync('target', join(dir, 'link'));
    writeFileAtomically(join(dir, 'link'), 'new');
    expect(fs.lstatSync(join(dir, 'link')).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(join(dir, 'target'), 'utf8')).toBe('new');
    expect(fs.statSync(join(dir, 'target')).mode & 0o777).toBe(0o600);
  });

  it('never replaces a device', () => {
    writeFileAtomically('/dev/null', 'gone');
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('fails on a directory, with nothing left behind', () => {
    fs.mkdirSync(join(dir, 'taken/inside'), { recursive: true });
    expect(() => writeFileAtomically(join(dir, 'taken'), 'x')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(fs.readdirSync(dir)).toEqual(['taken']);
    expect(() => writeFileAtomically(join(dir, 'file/x'), fs.writeFileSync(join(dir, 'file'), '') ?? 'x')).toThrow();
  });
});
