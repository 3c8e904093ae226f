import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyStory, lint, makePlugin, scratch } from '../eslint/lint.js';

const { dir, remove } = scratch();
let story: string;

beforeAll(() => {
  story = copyStory('require-timeout/axios-without-timeout', dir);
});
afterAll(remove);

describe('suggestions of ESLint', () => {
  it('are the rewrites of one file, and fit the text that is linted', () => {
    const file = 'src/orders.ts';
    const unsaved = `// not saved yet\n${readFileSync(join(story, file), 'utf8')}`;
    const messages = lint(makePlugin().plugin, story, file, { text: unsaved });
    expect(messages.length).toBeGreaterThan(0);
    for (const { suggestions, ruleId } of messages.filter((message) => message.ruleId === 'hidden-state/require-timeout')) {
      expect(ruleId).toBe('hidden-state/require-timeout');
      const [first] = suggestions ?? [];
      expect(first.desc).toBe('Bound the call to 5 s');
      const { range, text } = first.fix;
      const fixed = unsaved.slice(0, range[0]) + text + unsaved.slice(range[1]);
      expect(fixed).toContain('timeout: 5_000');
      expect(lint(makePlugin().plugin, story, file, { text: fixed }).length).toBeLessThan(messages.length);
    }
  });

  it('are never applied by --fix', () => {
    const messages = lint(makePlugin().plugin, story, 'src/orders.ts');
    expect(messages.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });
});
