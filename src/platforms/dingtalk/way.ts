import { z } from 'zod';
import type { PlatformAlert } from '../platform.ts';
import type { Api } from './api.ts';
import { pushBody, webhookBody, type TextPiece } from './encode.ts';
import { DingtalkError, tooMany } from './errors.ts';
import type { Rates } from './rates.ts';
import type { Settings } from './settings.ts';
import { isPushable, type Target } from './target.ts';
import type { Webhooks } from './webhooks.ts';

const FLOW_CONTROL_MS = 30_000;

const ids = z
  .array(z.unknown())
  .nullish()
  .transform((list) => list ?? []);
const pushAnswer = z.object({
  processQueryKey: z.string().nullish(),
  invalidStaffIdList: ids,
  flowControlledStaffIdList: ids,
  filteredStaffIdList: ids,
});

interface Parameters {
  msgKey: string;
  msgParam: string;
}

/** How one message gets to its place. Every method throws a DingtalkError. */
export interface Way {
  /** By the conversation's webhook while it lives and has room, else by a push. Gives a step for the progress. */
  text(to: Target, piece: TextPiece): Promise<string>;
  push(to: Target, body: Parameters): Promise<string>;
  /** Takes a share of the API's rate, or throws an error that says how long to wait. */
  useApi(to: Target): void;
  /**
   * Does what only the API can. Where the month's quota is used up and the conversation goes on by its webhook, the
   * error is permanent: nothing there shall wait for the next month.
   */
  onlyByApi<T>(to: Target, work: () => Promise<T>): Promise<T>;
}

export interface WayOptions {
  settings: Settings;
  api: Api;
  rates: Rates;
  webhooks: Webhooks;
  alert: (alert: PlatformAlert) => void;
}

export function createWay({ settings, api, rates, webhooks, alert }: WayOptions): Way {
  const { robotCode } = settings;

  function useApi({ channel }: Target): void {
    const ms = rates.useApi(channel);
    if (ms > 0) throw tooMany(ms);
  }

  async function onlyByApi<T>({ channel }: Target, work: () => Promise<T>): Promise<T> {
    const goesOn = () => webhooks.of(channel) !== undefined;
    if (rates.isQuotaUsedUp() && goesOn()) throw quotaUsedUp();
    try {
      return await work();
    } catch (error) {
      const isQuota = error instanceof DingtalkError && error.obstacle === 'quota';
      throw isQuota && goesOn() ? quotaUsedUp(error) : error;
    }
  }

  async function push(to: Target, body: Parameters): Promise<string> {
    if (!isPushable(to))
      throw unreachable('he is outside the organisation and his chat\u2019s webhook has ended');
    useApi(to);
    try {
      const answer = to.direct
        ? await api.post(
            '/v1.0/robot/oToMessages/batchSend',
            { robotCode, userIds: [to.channel], ...body },
            { posts: true },
          )
        : await api.post(
            '/v1.0/robot/groupMessages/send',
            { robotCode, openConversationId: to.channel, ...body },
            { posts: true },
          );
      return `key:${accepted(answer)}`;
    } catch (error) {
      if (error instanceof DingtalkError) slowDown(to, error);
      throw error;
    }
  }

  function slowDown({ channel }: Target, error: DingtalkError): void {
    if (error.scope === 'conversation')
      rates.holdConversation(channel, error.retryAfterMs ?? FLOW_CONTROL_MS);
    if (error.obstacle === 'not-permitted') {
      alert({ platform: 'dingtalk', code: 'permission-missing', text: error.message });
    }
  }

  /** True where the webhook didn't take the message and a push may. */
  function mayPushInstead({ channel }: Target, error: unknown): boolean {
    if (!(error instanceof DingtalkError)) return false;
    if (error.scope === 'conversation') {
      rates.holdWebhook(channel, error.retryAfterMs ?? FLOW_CONTROL_MS);
      return true;
    }
    if (error.fate === 'limited' && error.retryAfterMs !== undefined) {
      rates.holdWebhook(channel, error.retryAfterMs);
    }
    if (error.fate !== 'permanent' || error.obstacle === 'content') return false;
    webhooks.forget(channel);
    return true;
  }

  return {
    push,
    useApi,
    onlyByApi,
    async text(to, piece) {
      const url = webhooks.of(to.channel);
      if (url && rates.useWebhook(to.channel)) {
        try {
          await api.webhook(url, webhookBody(piece));
          return 'webhook';
        } catch (error) {
          if (!mayPushInstead(to, error) || !isPushable(to)) throw error;
        }
      }
      return push(to, pushBody(piece));
    },
  };
}

/** The key of an accepted push. HTTP 200 with the person in one of three lists means that nothing was delivered. */
function accepted(answer: unknown): string {
  const parsed = pushAnswer.safeParse(answer);
  if (!parsed.success) {
    throw new DingtalkError(
      { fate: 'unknown', code: 'shape' },
      'DingTalk\u2019s answer isn\u2019t understood',
    );
  }
  const { processQueryKey, invalidStaffIdList, flowControlledStaffIdList, filteredStaffIdList } = parsed.data;
  if (flowControlledStaffIdList.length > 0) {
    throw new DingtalkError(
      { fate: 'limited', code: 'flow-controlled', scope: 'conversation' },
      'DingTalk holds back messages to this person for a while',
      { retryAfterMs: FLOW_CONTROL_MS },
    );
  }
  if (invalidStaffIdList.length > 0)
    throw unreachable('not in the organisation, or outside the app\u2019s visible range');
  if (filteredStaffIdList.length > 0) throw unreachable('DingTalk filtered him out');
  return processQueryKey ?? '';
}

function unreachable(why: string): DingtalkError {
  return new DingtalkError(
    { fate: 'permanent', code: 'unreachable' },
    `DingTalk can\u2019t reach this person: ${why}`,
    { obstacle: 'unreachable' },
  );
}

function quotaUsedUp(cause?: unknown): DingtalkError {
  return new DingtalkError(
    { fate: 'permanent', code: 'quota' },
    'DingTalk: this month\u2019s API quota is used up, and a webhook can\u2019t do this',
    { obstacle: 'quota', cause },
  );
}
