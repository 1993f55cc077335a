import type { TextKey } from './text-keys.ts';

/** A request that is answered with an error page (or JSON) instead. Texts are keys; the page words them. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: 400 | 403 | 404 | 409 | 413 | 415 | 422 | 503;
  readonly title: TextKey;
  readonly hint: TextKey | undefined;

  constructor(status: Refusal['status'], title: TextKey, hint?: TextKey) {
    super(`${status} ${title}`);
    this.status = status;
    this.title = title;
    this.hint = hint;
  }
}

export const notFound = () => new Refusal(404, 'error.notFound', 'error.notFound.hint');
export const badRequest = () => new Refusal(400, 'error.badRequest', 'error.badRequest.hint');
export const tooLarge = () => new Refusal(413, 'error.tooLarge', 'error.tooLarge.hint');
export const forbidden = () => new Refusal(403, 'error.forbidden', 'error.forbidden.hint');
