/** What a map holds under a key, made and put there first where it holds nothing. Closures cost: not for the hottest loops. */
export function ensure<K, V>(map: Map<K, V> | (K extends object ? WeakMap<K, V> : never), key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Adds to the list under a key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
