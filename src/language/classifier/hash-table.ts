/** Numbers given to hashes in the order in which they come; open addressing on typed arrays, many times faster than a Map. */
export interface HashTable {
  /** The number of the hash, or -1. */
  find: (hash: number) => number;
  /** The number of the hash, a new one where it has none. */
  add: (hash: number) => number;
  size: () => number;
}

export function createHashTable(expected = 1024): HashTable {
  let capacity = 16;
  while (capacity < expected * 2) capacity *= 2;
  let keys = new Int32Array(capacity);
  let numbers = new Int32Array(capacity).fill(-1);
  let count = 0;

  const slotOf = (hash: number): number => {
    let slot = hash & (capacity - 1);
    while ((numbers[slot] ?? -1) >= 0 && keys[slot] !== hash) slot = (slot + 1) & (capacity - 1);
    return slot;
  };

  const grow = () => {
    const [oldKeys, oldNumbers] = [keys, numbers];
    capacity *= 2;
    keys = new Int32Array(capacity);
    numbers = new Int32Array(capacity).fill(-1);
    for (let i = 0; i < oldKeys.length; i++) {
      const number = oldNumbers[i] ?? -1;
      if (number < 0) continue;
      const hash = oldKeys[i] ?? 0;
      const slot = slotOf(hash);
      keys[slot] = hash;
      numbers[slot] = number;
    }
  };

  return {
    find: (hash) => numbers[slotOf(hash)] ?? -1,
    add(hash) {
      let slot = slotOf(hash);
      const known = numbers[slot] ?? -1;
      if (known >= 0) return known;
      if (count * 2 >= capacity) {
        grow();
        slot = slotOf(hash);
      }
      keys[slot] = hash;
      numbers[slot] = count;
      return count++;
    },
    size: () => count,
  };
}
