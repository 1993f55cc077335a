/** A pure function that gives its last `size` answers again without thinking anew. */
export function remembering<T>(size: number, think: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  /** The texts in the order in which they came; the next one takes the place of the oldest. */
  const texts: string[] = [];
  let next = 0;
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = think(text);
    const oldest = texts[next];
    if (oldest !== undefined) answers.delete(oldest);
    texts[next] = text;
    next = (next + 1) % size;
    answers.set(text, answer);
    return answer;
  };
}
