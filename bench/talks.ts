import type { InboundEvent } from '../src/platforms/platform.ts';

/**
 * What one requester writes: small talk, answers from articles, the turns of a questionnaire, and one ticket in
 * ten messages. Each message is answered by at least one.
 */
const talks: readonly (readonly string[])[] = [
  [
    '你好',
    'VPN 连不上,报错 809',
    '取消',
    '在吗',
    '打印机卡纸了',
    '没解决',
    '没解决',
    '三楼的惠普 M404',
    '转人工',
    '谢谢',
  ],
  [
    'hello',
    'Outlook keeps asking for my password',
    'cancel',
    'hi',
    'The printer is jammed',
    'not solved',
    'not solved',
    'HP M404 on floor 3',
    'human',
    'thanks',
  ],
];

/** Messages of one talk. */
export const TALK_LENGTH = 10;

/** The `turn`-th message of the `talker`-th requester. */
export function messageOf(talker: number, turn: number): InboundEvent & { kind: 'message' } {
  const userId = `talker-${talker}`;
  const id = `${userId}-${turn}`;
  return {
    kind: 'message',
    platform: 'bench',
    tenant: 'bench',
    keys: [id],
    place: { platform: 'bench', tenant: 'bench', channel: `dm-${userId}`, kind: 'direct' },
    sender: { userId, name: `Talker ${talker}`, kind: 'member' },
    at: Date.now(),
    messageId: id,
    text: talks[talker % talks.length]?.[turn] ?? '你好',
    files: [],
  };
}
