import fc from 'fast-check';
import { eq, ne } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openOffice, type Chatter, type Office } from '../support/office.ts';
import { solves, ticketsOf } from './ledger.ts';

const WORDS = [
  '打印机卡纸了',
  'VPN 报 809',
  'Outlook 打不开',
  'the printer is jammed',
  '坏了',
  '我们整个部门都上不了网',
  '打印机卡纸了。另外 Outlook 打不开',
  '好的',
  '好了',
  '还是不行',
  '还是不行，Outlook 也打不开',
  '谢谢',
  '是',
  '不是',
  '没有',
  '转人工',
  '取消',
  '上一步',
  '跳过',
  '重新开始',
  '我的工单',
  '帮助',
  '继续',
  'HP M404',
  '3 楼',
  '0x80070005',
  '5 4 5',
  '1',
  '#1 又卡了',
  '#1',
  '#2',
  'VPN 怎么连？',
  '型号写错了，是 M405',
  '取消工单',
  'English please',
  '打印机坏了，转人工',
  '新问题',
  '第一个',
  '什么时候来？',
  '中文',
  '😀',
  '',
  '算了',
];

type Doing =
  | { do: 'say'; words: string }
  | { do: 'press'; which: number }
  | { do: 'solve' }
  | { do: 'wait'; hours: number };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('say' as const), words: fc.constantFrom(...WORDS) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('press' as const), which: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'solve' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 25, 80) }),
  },
);

/** Presses any button that was ever shown, the newest first. */
async function pressesAny(office: Office, person: Chatter, which: number): Promise<void> {
  const shown = (await person.messages()).toReversed();
  const buttons = shown.flatMap(
    (message) => message.body?.buttons?.map((button) => ({ message, button })) ?? [],
  );
  const pressed = buttons[which % Math.max(1, buttons.length)];
  if (!pressed) return;
  await office.deskline.web.press({
    channel: 'dm:li-lei',
    messageSeq: pressed.message.seq,
    author: { id: 'li-lei', name: '李雷' },
    action: pressed.button.id,
    value: pressed.button.value,
    clientId: `any-${office.now()}-${which}-${pressed.message.seq}`,
  });
  await office.deskline.settle();
}

/** Does it; false where something was said and not answered. */
async function plays(office: Office, person: Chatter, step: Doing): Promise<boolean> {
  await person.catchUp();
  switch (step.do) {
    case 'say': {
      await person.says(step.words);
      const open = (await ticketsOf(office)).filter((ticket) => ticket.stage !== 'closed');
      // Only a colleague who is at work may leave him without a word of the bot.
      const mayBeSilent = open.some((ticket) => ticket.assigneeId !== null);
      return mayBeSilent || (await person.heard()).length > 0;
    }
    case 'press':
      await pressesAny(office, person, step.which);
      return true;
    case 'solve':
      if ((await ticketsOf(office)).length > 0) await solves(office);
      return true;
    case 'wait':
      await office.pass(step.hours * 3_600_000);
      return true;
  }
}

it(
  'whatever is said and pressed in whatever order is worked on, and answered',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 20, maxLength: 40 }), async (steps) => {
        const office = await openOffice();
        try {
          const lilei = office.person('li-lei');
          const unanswered: Doing[] = [];
          for (const step of steps) if (!(await plays(office, lilei, step))) unanswered.push(step);
          expect(unanswered).toEqual([]);
          const { db } = office.deskline;
          const { inbox, dialogues } = db.tables;
          expect(await db.read.select().from(inbox).where(ne(inbox.state, 'done'))).toEqual([]);
          const open = await db.read.select().from(dialogues).where(eq(dialogues.open, true));
          expect(open.length).toBeLessThanOrEqual(1);
        } finally {
          await office.close();
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 5) },
    );
  },
);
