import { z } from 'zod';

/** A frame of the stream, whatever its topic. */
export const streamFrame = z.object({
  type: z.string(),
  headers: z.looseObject({
    topic: z.string(),
  }),
  data: z.unknown().optional(),
});

const filled = z.string().min(1);
/** An id, which may come as a number. */
const anId = z.union([filled, z.number().transform(String)]);
// What a message can do without must not cost the message.
const optionalId = anId.catch('');
const optionalText = z.string().catch('');
const optionalTime = z.coerce.number().positive().optional().catch(undefined);
const perhaps = z.string().optional().catch(undefined);

/** Topic `/v1.0/im/bot/messages/get`. */
export const robotMessage = z.object({
  conversationId: anId,
  conversationType: z.coerce.string().pipe(z.enum(['1', '2'])),
  msgId: anId,
  msgtype: filled,
  senderId: optionalId,
  senderStaffId: optionalId,
  senderCorpId: optionalId,
  senderNick: optionalText,
  chatbotCorpId: optionalId,
  chatbotUserId: optionalId,
  createAt: optionalTime,
  sessionWebhook: optionalText,
  sessionWebhookExpiredTime: optionalTime,
  text: z
    .looseObject({
      content: optionalText,
      repliedMsg: z.unknown().optional(),
    })
    .optional()
    .catch(undefined),
  content: z.looseObject({}).optional().catch(undefined),
});

export type RobotMessage = z.infer<typeof robotMessage>;

/** Topic `/v1.0/card/instances/callback`. */
export const cardCallback = z.object({
  outTrackId: filled,
  corpId: optionalId,
  userId: optionalId,
  content: z.unknown().optional(),
});

export const cardContent = z.object({
  cardPrivateData: z.object({
    actionIds: z.array(z.string()).catch([]),
    params: z.record(z.string(), optionalId).catch({}),
  }),
});

const richPart = z.looseObject({
  text: perhaps,
  downloadCode: perhaps,
});

export const richContent = z.object({ richText: z.array(richPart) });

export const fileContent = z.object({
  downloadCode: filled,
  fileName: perhaps,
  recognition: perhaps,
  videoType: perhaps,
});

/** What JSON in a text says; undefined where it isn't any. What isn't a text is what it says. */
export function jsonOf(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

const QUOTA_CODE = '20001';
const coded = z.looseObject({ text: z.unknown().optional(), content: z.unknown().optional() });

/** True for what arrives instead of a message once the organisation's pushes of the month are used up (code 20001). */
export function isQuotaNotice(data: unknown): boolean {
  const parsed = coded.safeParse(data);
  if (!parsed.success) return false;
  const { text, content, ...rest } = parsed.data;
  if (text || content) return false;
  return Object.entries(rest).some(
    ([name, value]) =>
      (/code$/i.test(name) && String(value) === QUOTA_CODE) ||
      (typeof value === 'string' && /\b20001\b.*\u8d85\u91cf|\u8c03\u7528\u91cf\u8d85\u91cf/.test(value)),
  );
}
