import type { ResetRequests } from '../../identity/password-reset/requests.ts';
import type { People } from '../../identity/people.ts';
import type { InboundEvent } from '../../platforms/platform.ts';

/** What stands for a code that somebody wrote into a chat; the code itself is stored nowhere (rules PR-8, PR-29). */
export const CODE_MASK = '••••••';

/** Six to eight digits, also full-width and with gaps, but no ticket's number; or a recovery code, also without its hyphens. */
const LIKE_A_CODE =
  /(?<![\d\uff10-\uff19-])[\d\uff10-\uff19](?:[\s-]?[\d\uff10-\uff19]){5,7}(?![\d\uff10-\uff19])|\b[\da-z]{4}(?:-[\da-z]{4}){3}\b|\b(?=(?:\s?[\da-z]){0,15}\s?\d)[\da-z]{4}(?:\s?[\da-z]{4}){3}\b/gi;

export interface CodeGuardOptions {
  people: Pick<People, 'byIdentity'>;
  requests: Pick<ResetRequests, 'live'>;
}

/** Takes what looks like a code out of an event before it is stored, while its sender has a reset open. */
export function createCodeGuard({ people, requests }: CodeGuardOptions) {
  return async function guarded(event: InboundEvent): Promise<InboundEvent> {
    if (event.kind !== 'message' && event.kind !== 'edited') return event;
    if (event.text.search(LIKE_A_CODE) === -1) return event;
    const { platform, tenant, sender } = event;
    const person = await people.byIdentity({ platform, tenant, userId: sender.userId });
    if (!person || (await requests.live({ personId: person.id })).length === 0) return event;
    return { ...event, text: event.text.replace(LIKE_A_CODE, CODE_MASK) };
  };
}
