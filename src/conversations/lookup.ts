/** Answers of one kind, each fetched once. */
export interface Lookup<Q, A> {
  /** The answer, if it is known; one that isn't is noted unless it is asked by the way. */
  get(asked: Q, options?: { note: boolean }): A | undefined;
  /** Whether something was noted that isn't known yet. */
  isLacking(): boolean;
  /** Fetches all that was noted, at once. */
  fetch(): Promise<void>;
}

/** A question is known by its JSON. */
export function createLookup<Q, A>(look: (asked: Q) => Promise<A>): Lookup<Q, A> {
  const known = new Map<string, { found: A }>();
  const lacking = new Map<string, Q>();

  return {
    get(asked, { note } = { note: true }) {
      const key = JSON.stringify(asked);
      const answer = known.get(key);
      if (!answer && note) lacking.set(key, asked);
      return answer?.found;
    },

    isLacking: () => lacking.size > 0,

    async fetch() {
      const noted = [...lacking];
      lacking.clear();
      await Promise.all(noted.map(async ([key, asked]) => known.set(key, { found: await look(asked) })));
    },
  };
}
