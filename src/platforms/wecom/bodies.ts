import { z } from 'zod';

/** The bodies of `aibot_msg_callback` and `aibot_event_callback`, as far as they mean something to us. */

const words = z.object({ content: z.string() });
/** What a message can do without must not cost the message, which never comes again. */
const perhaps = z.string().optional().catch(undefined);
const file = z.object({ url: z.string(), aeskey: perhaps, filename: perhaps });

const base = {
  msgid: z
    .union([z.string().min(1), z.number().transform(String)])
    .optional()
    .catch(undefined),
  from: z.object({ userid: z.string().min(1) }),
  create_time: z.number().optional().catch(undefined),
  chattype: z.enum(['single', 'group']).optional().catch(undefined),
  chatid: perhaps,
  quote: z.unknown().optional(),
};
const content = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: words }),
  z.object({ msgtype: z.literal('voice'), voice: words }),
  z.object({ msgtype: z.literal('image'), image: file }),
  z.object({ msgtype: z.literal('file'), file }),
  z.object({ msgtype: z.literal('video'), video: file }),
  z.object({ msgtype: z.literal('mixed'), mixed: z.object({ msg_item: z.array(z.unknown()) }) }),
]);
const event = z.discriminatedUnion('eventtype', [
  z.object({ eventtype: z.literal('enter_chat') }),
  z.object({
    eventtype: z.literal('template_card_event'),
    template_card_event: z.object({ event_key: z.string(), task_id: z.string() }),
  }),
]);

export const messageBody = z.intersection(z.object(base), content);
export const eventBody = z.object({ ...base, msgtype: z.literal('event'), event });
/** A message of a kind that is new to us. */
export const someBody = z.object({ ...base, msgtype: z.string() });
export const kindOnly = z.object({
  msgtype: z.string(),
  event: z.object({ eventtype: z.string() }).optional(),
});
/** One of the things that a mixed message is made of. */
export const item = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: words }),
  z.object({ msgtype: z.literal('image'), image: file }),
]);

export type MessageBody = z.infer<typeof messageBody>;
export type EventBody = z.infer<typeof eventBody>;
