export interface Guess {
  label: string;
  /** 0..1, all labels together 1. */
  confidence: number;
}

export interface Weighed {
  readonly guesses: readonly Guess[];
  /** How many of its words and pairs of words training has seen. */
  readonly known: number;
}

export interface Verdict {
  label: string;
  confidence: number;
  /** `none`: nothing it knows; `unsure`: below the confidence at which more are right than wrong. */
  certainty: 'sure' | 'unsure' | 'none';
}

/** Below it more are wrong than right. */
const SURE = 0.5;

/** What a classifier makes of one text; labels are put in order only for who asks. */
export class Thought implements Weighed {
  readonly known: number;
  readonly #labels: readonly string[];
  readonly #confidences: Float64Array;
  #guesses: readonly Guess[] | undefined;

  constructor(labels: readonly string[], confidences: Float64Array, known: number) {
    this.#labels = labels;
    this.#confidences = confidences;
    this.known = known;
  }

  /** The likeliest first. */
  get guesses(): readonly Guess[] {
    this.#guesses ??= this.#labels
      .map((label, i) => ({ label, confidence: this.#confidences[i] ?? 0 }))
      .toSorted((a, b) => b.confidence - a.confidence);
    return this.#guesses;
  }

  /** Whether it is none of them is one question, and which of them it is another. */
  verdict(none: number): Verdict {
    const outside = this.#confidences[none] ?? 0;
    let best = -1;
    for (let i = 0; i < this.#confidences.length; i++)
      if (i !== none && (best < 0 || (this.#confidences[i] ?? 0) > (this.#confidences[best] ?? 0))) best = i;
    if (best < 0 || outside >= SURE)
      return { label: this.#labels[none] ?? '', confidence: outside, certainty: 'none' };
    const confidence = this.#confidences[best] ?? 0;
    const sure = this.known > 0 && confidence >= SURE;
    return { label: this.#labels[best] ?? '', confidence, certainty: sure ? 'sure' : 'unsure' };
  }
}
