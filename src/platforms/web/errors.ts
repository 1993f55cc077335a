export type WebPlatformProblem =
  | 'not-started'
  | 'too-long'
  | 'unknown-thread'
  | 'unknown-message'
  | 'unknown-button'
  | 'unknown-file'
  | 'not-yours'
  | 'file-too-large'
  | 'file-empty'
  | 'file-type';

/** What a person tried that the web platform won't do; the page words it in the person's language. */
export class WebPlatformError extends Error {
  override name = 'WebPlatformError';
  readonly problem: WebPlatformProblem;

  constructor(problem: WebPlatformProblem, options?: ErrorOptions) {
    super(`web platform: ${problem}`, options);
    this.problem = problem;
  }
}
