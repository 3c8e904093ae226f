import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createMemoryHost, createNodeHost, overlayHost } from '../../src/analyzer/host.js';

const dir = mkdtempSync(join(tmpdir(), 'host-')).replaceAll('\\', '/');
afterAll(() => rmSync(dir, { recursive: true }));

describe('the host on disk', () => {
  test('reads, lists and says what things are', () => {
    const host = createNodeHost();
    mkdirSync(`${dir}/src`);
    writeFileSync(`${dir}/src/a.ts`, 'const é = 1;');
    symlinkSync(`${dir}/src/a.ts`, `${dir}/src/link.ts`);
    expect(host.readText(`${dir}/src/a.ts`)).toBe('const é = 1;');
    expect(host.readBytes?.(`${dir}/src/a.ts`).length).toBe(13);
    expect(host.stat(`${dir}/src/link.ts`)).toMatchObject({ kind: 'file', size: 13 });
    expect(host.stat(`${dir}/gone`)).toBeUndefined();
    expect(host.stat(`${dir}/src/a.ts/below-a-file`)).toBeUndefined();
    expect(host.readDir(`${dir}/src`)).toContainEqual({ name: 'link.ts', kind: 'symlink' });
    expect(host.realpath(`${dir}/src/link.ts`)).toBe(host.realpath(`${dir}/src/a.ts`));
    expect(() => host.readText(`${dir}/gone`)).toThrow('ENOENT');
  });
});

describe('the host in memory', () => {
  const host = createMemoryHost({ '/p/src/a.ts': 'é', '/p/package.json': '{}' });

  test('implies directories', () => {
    expect(host.stat('/p/src')?.kind).toBe('dir');
    expect(host.readDir('/p')).toEqual([
      { name: 'src', kind: 'dir' },
      { name: 'package.json', kind: 'file' },
    ]);
    expect(host.stat('/p/src/a.ts')?.size).toBe(2);
  });

  test('throws for what is not there', () => {
    expect(() => host.readText('/p/b.ts')).toThrow('ENOENT');
    expect(() => host.readDir('/q')).toThrow('ENOENT');
    expect(() => host.realpath('/q')).toThrow('ENOENT');
  });
});

describe('unsaved text', () => {
  const disk = createMemoryHost({ '/p/src/a.ts': 'old' });
  const host = overlayHost(
    disk,
    new Map([
      ['/p/src/a.ts', 'newer'],
      ['/p/src/sub/b.ts', 'b'],
    ]),
  );

  test('replaces what is on disk', () => {
    expect(host.readText('/p/src/a.ts')).toBe('newer');
    expect(host.stat('/p/src/a.ts')?.size).toBe(5);
    expect(new TextDecoder().decode(host.readBytes?.('/p/src/a.ts'))).toBe('newer');
  });

  test('adds files that were never saved, and their directories', () => {
    expect(host.readDir('/p/src')).toEqual([
      { name: 'a.ts', kind: 'file' },
      { name: 'sub', kind: 'dir' },
    ]);
    expect(host.readDir('/p/src/sub')).toEqual([{ name: 'b.ts', kind: 'file' }]);
    expect(host.realpath('/p/src/sub/b.ts')).toBe('/p/src/sub/b.ts');
  });
});
