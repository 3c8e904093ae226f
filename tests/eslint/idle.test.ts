import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdle } from '../../src/eslint/idle.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('waiting for a quiet moment', () => {
  it('does the last work that was handed in, once', () => {
    const done: string[] = [];
    const whenIdle = createIdle(() => Date.now());
    whenIdle(() => done.push('first'));
    vi.advanceTimersByTime(900);
    whenIdle(() => done.push('second'));
    vi.advanceTimersByTime(900);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(done).toEqual(['second']);
  });

  it('is not taken in by a process that was too busy to look at its timers', () => {
    const done: string[] = [];
    let late = 0;
    const whenIdle = createIdle(() => Date.now() + late);
    whenIdle(() => done.push('work'));
    late = 5000;
    vi.advanceTimersByTime(1000);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(done).toEqual(['work']);
  });
});
