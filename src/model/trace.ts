/** What a model is asked for. */
export const purposes = [
  'answer',
  'classify',
  'slots',
  'summary',
  'reply',
  'article',
  'translate',
  'screenshot',
  'embed',
] as const;
export type Purpose = (typeof purposes)[number];

/** What became of a call (rule L-12): never its text. */
export interface ModelTrace {
  /** The row in `modelCalls`. */
  callId: string;
  purpose: Purpose;
  model: string;
  /** E.g. `answer@1-3f9a02c7`: the version in the file, and a hash of its text. */
  promptVersion: string;
  passages: string[];
  redactions: number;
  inputTokens: number;
  outputTokens: number;
  ms: number;
  /** `answered`, `abstained`, `malformed`, `filtered:link`, `filtered:number` …, `failed:timeout` … */
  verdict: string;
  /** The output leaked the prompt. */
  alert: boolean;
}

/** Why no call is made at all. */
export type OffReason =
  | 'breaker'
  | 'busy'
  | 'daily-budget'
  | 'person-hour'
  | 'person-day'
  | 'ticket-hour'
  | 'no-model';
