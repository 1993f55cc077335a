/** From this length on two slips are forgiven. */
const LONG = 8;

/** Writes mistyped words as they are meant: `pasword`, `acconut`. */
export function createTypoCorrection({
  mistyped,
  wellSpelt,
}: Record<'mistyped' | 'wellSpelt', readonly string[]>): (said: string) => string {
  const known = new Set([...mistyped, ...wellSpelt]);
  return (said) =>
    said.replace(/(?<![a-z])[a-z]{5,11}(?![a-z])/g, (word) => {
      if (known.has(word)) return word;
      return mistyped.find((one) => isAlmost(word, one)) ?? word;
    });
}

function isAlmost(word: string, meant: string): boolean {
  const most = meant.length >= LONG ? 2 : 1;
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > most) return false;
  return slipsBetween(word, meant) <= most;
}

/** Letters left out, added, mistaken, or two neighbours swapped. */
export function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(
        (previous[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    before = previous;
    previous = row;
  }
  return previous[other.length] as number;
}
