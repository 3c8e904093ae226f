/** What a map holds under a key, made and put there first where it holds nothing. Closures cost: not for the hottest loops. */
export function ensure<K, V>(map: Map<K, V> | (K extends object ? WeakMap<K, V> : never), key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What is worked out once for each two keys. */
export class PairMemo<K, L, V> {
  private readonly known = new Map<K, Map<L, V>>();

  constructor(private readonly make: (first: K, second: L) => V) {}

  of(first: K, second: L): V {
    let inner = this.known.get(first);
    if (inner === undefined) this.known.set(first, (inner = new Map<L, V>()));
    let value = inner.get(second);
    if (value === undefined) inner.set(second, (value = this.make(first, second)));
    return value;
  }
}

/** Adds to the list under a key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
