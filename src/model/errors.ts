export type ModelFailure =
  | 'timeout'
  | 'stalled'
  | 'unreachable'
  | 'cut-off'
  | 'rate-limited'
  | 'key-refused'
  | 'not-understood'
  | 'server-error'
  | 'redirected'
  | 'too-large'
  | 'not-the-protocol'
  | 'closed';

const MEANS: Record<ModelFailure, string> = {
  timeout: 'did not answer in time (OPENAI_TIMEOUT_MS)',
  stalled: 'began to answer and then fell silent',
  unreachable: 'cannot be reached: look at OPENAI_BASE_URL, the network and the certificate',
  'cut-off': 'ended its answer too early',
  'rate-limited': 'takes no more calls for now',
  'key-refused': 'refused OPENAI_API_KEY',
  'not-understood': 'does not know the model or the request: look at OPENAI_BASE_URL and the models’ names',
  'server-error': 'failed',
  redirected: 'leads to another address, which is never followed: write that address into OPENAI_BASE_URL',
  'too-large': 'sent more than is read',
  'not-the-protocol': 'did not answer in the form of an OpenAI-compatible endpoint: look at OPENAI_BASE_URL',
  closed: 'was not waited for: Deskline stops',
};

/** What the model's endpoint did wrong. Never holds a body, a key or anybody's words. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly failure: ModelFailure;
  readonly status: number | undefined;
  /** What the endpoint asked to be waited before the next call. */
  readonly retryAfterMs: number | undefined;

  constructor(failure: ModelFailure, known: { status?: number; retryAfterMs?: number | undefined } = {}) {
    const status = known.status === undefined ? '' : ` (HTTP ${known.status})`;
    super(`The model's endpoint ${MEANS[failure]}${status}`);
    this.failure = failure;
    this.status = known.status;
    this.retryAfterMs = known.retryAfterMs;
  }
}
