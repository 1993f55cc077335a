/** Why a piece of the model's output is held back. */
export type Breach =
  | 'canary'
  | 'prompt'
  | 'link'
  | 'html'
  | 'mention'
  | 'encoded'
  | 'command'
  | 'number'
  | 'address'
  | 'secret'
  | 'secret-request'
  | 'language'
  | 'uncited'
  | 'ungrounded'
  | 'empty'
  | 'too-long';

/** `drop` leaves a piece out; `refuse` ends the whole answer. */
export type Checked = { verdict: 'keep'; text: string } | { verdict: 'drop' | 'refuse'; why: Breach };

/** What an output is held against. */
export interface Sources {
  /** The texts of the cited passages, or of the ticket. */
  texts: readonly string[];
  /** Hosts that links may lead to. */
  hosts: readonly string[];
}

/** What is worked out from the sources once, however many sentences are held against them. */
export function once<T>(work: (sources: Sources) => T): (sources: Sources) => T {
  const known = new WeakMap<Sources, { value: T }>();
  return (sources) => {
    const found = known.get(sources) ?? { value: work(sources) };
    known.set(sources, found);
    return found.value;
  };
}
