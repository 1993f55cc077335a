/** Writes mistyped words as they are meant: `pasword`, `acconut`. */
export function createMender({
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

/** One slip of the finger apart, or two in a long word. */
function isAlmost(word: string, meant: string): boolean {
  const slips = meant.length >= 8 ? 2 : 1;
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > slips) return false;
  let [before, row] = [[] as number[], Array.from({ length: meant.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= word.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= meant.length; j += 1) {
      const isSame = word[i - 1] === meant[j - 1];
      const cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && word[i - 1] === meant[j - 2] && word[i - 2] === meant[j - 1];
      next.push(isSwapped ? Math.min(cost, (before[j - 2] ?? 0) + 1) : cost);
    }
    [before, row] = [row, next];
  }
  return (row[meant.length] ?? slips + 1) <= slips;
}
