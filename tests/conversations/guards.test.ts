import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent, Sender } from '../../src/platforms/platform.ts';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import { openOffice, type Office } from '../support/office.ts';
import { asksForHuman, outcomesOf, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

function eventOf(sender: Sender, text: string): InboundEvent {
  return {
    kind: 'message',
    platform: 'web',
    tenant: 'local',
    keys: [`guard-${sender.userId}-${text.slice(0, 9)}`],
    place: { platform: 'web', tenant: 'local', channel: `dm:${sender.userId}`, kind: 'direct' },
    sender,
    at: office.now(),
    messageId: 'guard-1',
    text,
    files: [],
  };
}

describe('whoever is no colleague', () => {
  it.each(['bot', 'self', 'guest', 'external'] as const)('a %s starts nothing', async (kind) => {
    const event = eventOf({ userId: 'stranger', name: 'Stranger', kind }, '打印机卡纸了');
    const lane = 'conversation:web:local:dm:stranger';
    const { db } = office.deskline;
    await acceptEvent(db, event, { lane, now: office.now() });
    await office.deskline.settle();
    await office.person('stranger').hearsNothing();
    expect(await outcomesOf(office)).toEqual([]);
    const [row] = await db.read.select().from(db.tables.inbox);
    expect(row?.result).toBe(`ignored: ${kind}`);
  });
});

describe('a message', () => {
  it('of a megabyte is answered politely', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('你好');
    await lilei.catchUp();
    const sender = { userId: 'li-lei', name: '李雷', kind: 'member' } as const;
    const event = eventOf(sender, '日志'.repeat(170_000));
    await acceptEvent(office.deskline.db, event, {
      lane: 'conversation:web:local:dm:li-lei',
      now: office.now(),
    });
    await office.deskline.settle();
    await lilei.hears('这条消息有 340000 个字符，我一次最多读 4000 个');
  });

  it('over the limit leaves the talk where it was', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.says('x'.repeat(4_001));
    await lilei.hears('4001');
    await lilei.hears('是哪台打印机');
    await lilei.says('HP M404');
    await lilei.hears('错误代码');
  });

  it('may hold U+0000 and half a character', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机\u0000卡纸\ud83d了');
    await lilei.hears('打印机卡纸');
    await lilei.says('转人工');
    const [ticket] = await ticketsOf(office);
    expect(ticket?.description).toBe('打印机卡纸了');
  });

  it.each([
    '𝕋𝕙𝕖 𝕡𝕣𝕚𝕟𝕥𝕖𝕣',
    '\u202eفيروس',
    'пожалуйста помогите',
    '{number}',
    '$1 {0} %s',
    '#999999999 你好',
    '#0',
    '`*_[]()',
  ])('may be anything: %j', async (words) => {
    const lilei = office.person('li-lei');
    await lilei.says(words);
    expect((await lilei.heard()).length).toBeGreaterThan(0);
    await lilei.hearsNot('没能处理');
  });
});

describe('the budget of the bot’s own messages', () => {
  it('is spent by what comes by itself and given back by the requester', async () => {
    const { policy } = office.deskline.content;
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const { db } = office.deskline;
    const { conversations } = db.tables;
    await db.transaction({}, async (tx) => {
      await tx.update(conversations).set({ botTurns: policy.limits.botTurns });
    });
    await lilei.says('VPN 报 809');
    await lilei.presses('新问题');
    await db.transaction({}, async (tx) => {
      await tx.update(conversations).set({ botTurns: policy.limits.botTurns });
    });
    await lilei.catchUp();
    await office.pass(policy.patience.dialogue + 1_000);
    await lilei.hearsNothing();
    await lilei.says('在吗');
    await lilei.hears('在的');
    const [conversation] = await db.read.select().from(conversations);
    expect(conversation?.botTurns).toBe(0);
  });
});
