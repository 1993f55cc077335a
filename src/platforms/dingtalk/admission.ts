import type { OutboundMessage, Platform } from '../platform.ts';
import { isForCard } from './cards.ts';
import type { Rates } from './rates.ts';
import type { Target } from './target.ts';
import type { Webhooks } from './webhooks.ts';

type Operation = Parameters<NonNullable<Platform['admit']>>[1];

export interface AdmissionOptions {
  cardTemplateId: string | undefined;
  rates: Rates;
  webhooks: Webhooks;
}

/** Takes one message's share of the way by which it will go: 0, or the milliseconds to wait. */
export function createAdmission({ cardTemplateId, rates, webhooks }: AdmissionOptions) {
  function onlyByApi(to: Target, message: OutboundMessage | undefined): boolean {
    if (!message) return false;
    return Boolean(message.files?.length || (cardTemplateId && isForCard(to, message)));
  }

  return function admit(to: Target, op: Operation, message: OutboundMessage | undefined): number {
    if (op === 'react' || (op === 'edit' && !cardTemplateId)) return 0;
    const isQuotaUsedUp = rates.isQuotaUsedUp();
    // These find out themselves whether there is another way or nothing to do, which costs no call.
    if (op !== 'send' && isQuotaUsedUp) return 0;
    const hasWebhook = op === 'send' && webhooks.of(to.channel) !== undefined;
    if (hasWebhook && (isQuotaUsedUp || !onlyByApi(to, message))) return rates.admitByWebhook(to.channel);
    return rates.admitByApi(to.channel);
  };
}
