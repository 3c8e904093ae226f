import { ensure } from '../maps.js';

/** Modules that an answer was read from: one of them, or those of two others together. */
export interface Sources {
  readonly parts: readonly [Sources, Sources] | undefined;
  /** The revision in which one of them changed last, as of `asOf`. */
  changed: number;
  asOf: number;
  unions: Map<Sources, Sources> | undefined;
}

/** What is remembered under keys, with the modules that each answer was read from. */
export class Memo<K, V> extends Map<K, V> {
  /** Missing for what was read from the memo's own module alone. */
  readonly sources = new Map<K, Sources>();
  /** The revision in which what is stale was last removed. */
  asOf = 0;
}

/**
 * Notes which modules an answer is read from, while it is worked out, so that it can be told later whether it still holds. A module counts
 * twice: by all that it says, and by what it exports by name.
 */
export class Trail {
  private revision = 0;
  private readonly contents = new Map<number, Sources>();
  private readonly shapes = new Map<number, Sources>();
  private current: Sources | undefined;
  private collected: Set<Sources> | undefined;

  /** Begins a revision in which some modules are others, by their indexes, and some of those export others by name. */
  advance(contents: Iterable<number>, shapes: Iterable<number>): void {
    this.revision += 1;
    for (const index of contents) this.content(index).changed = this.revision;
    for (const index of shapes) this.shape(index).changed = this.revision;
  }
  content(index: number): Sources {
    return ensure(this.contents, index, leaf);
  }
  private shape(index: number): Sources {
    return ensure(this.shapes, index, leaf);
  }

  /** What a module says is read. */
  touch(index: number): void {
    this.merge(this.content(index));
  }
  /** The answer was given up on the way: it holds for this revision alone. */
  giveUp(): void {
    this.merge(GIVEN_UP);
  }
  /** What a module exports by name is read. */
  touchShape(index: number): void {
    this.merge(this.shape(index));
  }

  /** Begins an answer; what it gives back is for {@link end}. */
  begin(): Sources | undefined {
    const outer = this.current;
    this.current = NOTHING;
    return outer;
  }
  /** Ends an answer: what it was read from, which whoever asked has read now, too. */
  end(outer: Sources | undefined): Sources {
    const own = this.current ?? NOTHING;
    this.current = outer;
    this.merge(own);
    return own;
  }
  /** All that is read while something is worked out, be it much. */
  collect(work: () => void): readonly Sources[] {
    const collected = (this.collected = new Set<Sources>());
    const outer = this.current;
    this.current = undefined;
    work();
    this.current = outer;
    this.collected = undefined;
    return [...collected];
  }

  private merge(sources: Sources): void {
    if (sources === NOTHING) return;
    if (this.current === undefined) this.collected?.add(sources);
    else this.current = union(this.current, sources);
  }

  /** What a memo holds under a key, if it still holds. */
  recall<K, V>(memo: Memo<K, V>, key: K, own: number): V | undefined {
    if (memo.asOf !== this.revision) this.refresh(memo);
    const known = memo.get(key);
    if (known !== undefined) this.merge(memo.sources.get(key) ?? this.content(own));
    return known;
  }
  private refresh<K, V>(memo: Memo<K, V>): void {
    for (const [key, sources] of memo.sources) {
      if (this.changedIn(sources) <= memo.asOf) continue;
      memo.delete(key);
      memo.sources.delete(key);
    }
    memo.asOf = this.revision;
  }

  /** Do answers of a revision still hold that were read from these? */
  holds(sources: readonly Sources[], since: number): boolean {
    return sources.every((one) => this.changedIn(one) <= since);
  }
  get now(): number {
    return this.revision;
  }

  private changedIn(sources: Sources): number {
    if (sources.parts === undefined || sources.asOf === this.revision) return sources.changed;
    const [a, b] = sources.parts;
    sources.changed = Math.max(this.changedIn(a), this.changedIn(b));
    sources.asOf = this.revision;
    return sources.changed;
  }
}

const leaf = (): Sources => ({ parts: undefined, changed: 0, asOf: 0, unions: undefined });
const NOTHING: Sources = Object.freeze(leaf());
const GIVEN_UP: Sources = Object.freeze({ ...leaf(), changed: Infinity });

function union(a: Sources, b: Sources): Sources {
  if (a === b || a === NOTHING || b === GIVEN_UP) return b;
  if (a === GIVEN_UP) return a;
  if (b === NOTHING || a.parts?.[1] === b || a.parts?.[0] === b || a.parts?.[0].parts?.[1] === b) return a;
  a.unions ??= new Map();
  return ensure(a.unions, b, (): Sources => ({ parts: [a, b], changed: 0, asOf: -1, unions: undefined }));
}
