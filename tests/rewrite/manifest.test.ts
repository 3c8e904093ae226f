import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { addToManifest, type Needed } from '../../src/analyzer/rewrite/manifest.js';

const ring: Needed = { name: 'hashring', range: '^3.2.0', to: 'dependencies' };
const types: Needed = { name: '@types/hashring', range: '^3.2.5', to: 'devDependencies' };

/** The text with what is needed in it. */
function added(text: string, ...needed: readonly Needed[]): string {
  const insertions = addToManifest(ts, text, needed);
  return [...insertions].sort((a, b) => b.at - a.at).reduce((all, { at, text: own }) => all.slice(0, at) + own + all.slice(at), text);
}

describe('packages of a manifest', () => {
  it('stand in their place where names are in order, with the indentation that is there', () => {
    const text = '{\n\t"name": "a",\n\t"dependencies": {\n\t\t"express": "^5",\n\t\t"pg": "^8"\n\t},\n\t"private": true\n}\n';
    expect(added(text, ring)).toBe(text.replace('\t\t"pg"', '\t\t"hashring": "^3.2.0",\n\t\t"pg"'));
  });

  it('stand at the end where names are in another order', () => {
    const text = '{\n  "dependencies": {\n    "pg": "^8",\n    "express": "^5"\n  }\n}\n';
    expect(added(text, ring)).toBe(text.replace('"^5"', '"^5",\n    "hashring": "^3.2.0"'));
  });

  it('get lists of their own, and keep CRLF and a missing last line end', () => {
    const text = '{\r\n    "name": "a",\r\n    "dependencies": {}\r\n}';
    const after = added(text, ring, types);
    expect(after).toBe(
      '{\r\n    "name": "a",\r\n    "dependencies": {\r\n        "hashring": "^3.2.0"\r\n    },\r\n    "devDependencies": {\r\n        "@types/hashring": "^3.2.5"\r\n    }\r\n}',
    );
    expect(JSON.parse(after)).toMatchObject({ devDependencies: { '@types/hashring': '^3.2.5' } });
  });

  it('stay on one line where all of it does', () => {
    expect(added('{ "name": "a", "dependencies": { "express": "^5" } }', ring, types)).toBe(
      '{ "name": "a", "dependencies": { "express": "^5", "hashring": "^3.2.0" }, "devDependencies": { "@types/hashring": "^3.2.5" } }',
    );
  });

  it('are added once', () => {
    const text = '{ "dependencies": { "hashring": "^2" } }';
    expect(added(text, ring)).toBe(text);
  });

  it.each(['', '[]', '{}', '{ "dependencies": [] }'])('are not added to %j, where the title has to do', (text) => {
    expect(addToManifest(ts, text, [ring])).toEqual([]);
  });
});
