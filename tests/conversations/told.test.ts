import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import { openOffice, type Office } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

let strangers = 0;
/** Somebody of whom nothing is known yet. */
const somebody = (locale: 'zh' | 'en' = 'zh') => `${locale}-${++strangers}`;

async function questionsOf(personId: string) {
  const { db } = office.deskline;
  const { questions, identities } = db.tables;
  return db.read
    .select({ question: questions })
    .from(questions)
    .innerJoin(identities, eq(identities.personId, questions.personId))
    .where(eq(identities.userId, personId))
    .orderBy(questions.at, questions.id)
    .then((rows) => rows.map((row) => row.question));
}

async function signsOf(personId: string) {
  const { db } = office.deskline;
  const { articleFeedback, identities } = db.tables;
  const rows = await db.read
    .select({ articleId: articleFeedback.articleId, sign: articleFeedback.sign })
    .from(articleFeedback)
    .innerJoin(identities, eq(identities.personId, articleFeedback.personId))
    .where(eq(identities.userId, personId))
    .orderBy(articleFeedback.at, articleFeedback.id);
  return rows.map(({ articleId, sign }) => `${articleId} ${sign}`);
}

describe('a problem that was told', () => {
  it.each([
    ['打印机卡纸了', 'zh-CN', '已解决'],
    ['the printer has a paper jam', 'en', 'Solved'],
  ] as const)(
    '%j is recorded with what was found and shown, and what came of it',
    async (words, locale, solved) => {
      const id = somebody();
      const person = office.person(id);
      await person.says(words);
      const [asked] = await questionsOf(id);
      expect(asked).toMatchObject({
        text: words,
        locale,
        type: 'printer',
        answer: 'article',
        articleId: 'printer-paper-jam',
        verdict: 'unanswered',
      });
      expect(asked?.found[0]).toMatchObject({ articleId: 'printer-paper-jam' });
      expect(asked?.found[0]?.score).toBeGreaterThan(0.6);
      await office.pass(1_000);
      await person.presses(solved);
      expect(await questionsOf(id)).toMatchObject([{ id: asked?.id, verdict: 'solved' }]);
      expect(await signsOf(id)).toEqual(['printer-paper-jam shown', 'printer-paper-jam solved']);
    },
  );

  it('belongs to the talk about it', async () => {
    const id = somebody();
    await office.person(id).says('打印机卡纸了');
    const { db } = office.deskline;
    const [asked] = await questionsOf(id);
    const { dialogues } = db.tables;
    const [talk] = await db.read
      .select()
      .from(dialogues)
      .where(eq(dialogues.id, asked?.dialogueId ?? ''));
    expect(talk).toMatchObject({ open: true, articleId: 'printer-paper-jam', personId: asked?.personId });
  });

  it('that the article didn’t solve says so of question and article, once', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await person.presses('没解决');
    expect(await questionsOf(id)).toMatchObject([{ verdict: 'not-solved', articleId: 'printer-paper-jam' }]);
    expect(await signsOf(id)).toContain('printer-paper-jam not-solved');
    await person.presses('没解决');
    const signs = await signsOf(id);
    expect(signs.filter((sign) => sign === 'printer-paper-jam not-solved')).toHaveLength(1);
  });

  it('of which several may be meant is recorded as a choice', async () => {
    const id = somebody();
    await office.person(id).says('显示器黑屏');
    expect(await questionsOf(id)).toMatchObject([{ answer: 'choice', articleId: null }]);
  });

  it('of no clear kind is recorded when that is known', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('坏了');
    expect(await questionsOf(id)).toEqual([]);
    await person.presses('打印机');
    expect(await questionsOf(id)).toMatchObject([{ text: '坏了', type: 'printer' }]);
  });

  it('of no clear kind is recorded without an answer when it is given up', async () => {
    const id = somebody('en');
    const person = office.person(id);
    await person.says('my headset only works in one ear');
    await person.hears('what kind of problem');
    await person.presses('Cancel');
    expect(await questionsOf(id)).toMatchObject([
      { text: 'my headset only works in one ear', answer: 'none', articleId: null, verdict: 'unanswered' },
    ]);
  });

  it('in words that nobody understands is recorded without an answer', async () => {
    const id = somebody('en');
    const person = office.person(id);
    await person.says('the flurbo wobbles sideways constantly');
    await person.hears("didn't understand");
    expect(await questionsOf(id)).toMatchObject([
      { text: 'the flurbo wobbles sideways constantly', answer: 'none' },
    ]);
  });

  it.each(['asdf qwer', 'blah blah blah', 'hello', 'tell me a joke', 'what is the meaning of life'])(
    '%j is none, and leaves no question',
    async (words) => {
      const id = somebody('en');
      await office.person(id).says(words);
      expect(await questionsOf(id)).toEqual([]);
    },
  );

  it('of which nothing was told leaves no question when it is given up', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('坏了');
    await person.presses('取消');
    expect(await questionsOf(id)).toEqual([]);
  });

  it('and another one in the same talk are two', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await office.pass(1_000);
    await person.says('其实不是打印机，是电脑蓝屏了');
    const asked = await questionsOf(id);
    expect(asked.map(({ text }) => text)).toEqual(['打印机卡纸了', expect.stringContaining('蓝屏')]);
  });

  it.each([
    ['the barcode scanner in the warehouse beeps three times, talk to a human', /^the barcode scanner/],
    ['仓库的扫码枪响三声就停，转人工', /扫码枪响三声/],
  ])('%j is a gap where nothing was known about it', async (words, told) => {
    const id = somebody();
    await office.person(id).says(words);
    const [asked, ...others] = await questionsOf(id);
    expect(asked).toMatchObject({ text: expect.stringMatching(told), answer: 'none', articleId: null });
    expect(asked?.gapId).toEqual(expect.any(String));
    expect(others).toEqual([]);
  });

  it.each([
    ['显示器黑屏', '都不是'],
    ['the screen is black', 'None of these'],
  ])('%j is a gap where none of what was offered is it', async (words, none) => {
    const id = somebody();
    const person = office.person(id);
    await person.says(words);
    expect(await questionsOf(id)).toMatchObject([{ answer: 'choice', gapId: null }]);
    await person.presses(none);
    expect(await questionsOf(id)).toMatchObject([
      { answer: 'choice', verdict: 'not-solved', gapId: expect.any(String) as string },
    ]);
    expect(await signsOf(id)).not.toContainEqual(expect.stringMatching(/not-solved/));
  });

  it('is a gap where more was told instead of choosing, and nothing is known about that', async () => {
    const id = somebody('en');
    const person = office.person(id);
    await person.says('error in SAP');
    await person.hears('None of these');
    await person.says('the transaction list stays grey');
    expect(await questionsOf(id)).toMatchObject([
      { text: 'error in SAP', verdict: 'not-solved', gapId: expect.any(String) as string },
    ]);
  });

  it('by who wants a human although an article would do leaves no gap', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了，转人工');
    await person.hears('已为你开工单');
    expect(await questionsOf(id)).toEqual([]);
  });

  it('is recorded without an answer when nobody says what it is about', async () => {
    const id = somebody('en');
    const person = office.person(id);
    await person.says('my headset only works in one ear');
    await person.hears('what kind of problem');
    await office.pass(office.deskline.content.policy.patience.dialogue + 60_000);
    await person.hears('closed');
    const [asked, ...others] = await questionsOf(id);
    expect(asked).toMatchObject({ text: 'my headset only works in one ear', answer: 'none' });
    expect(asked?.gapId).toEqual(expect.any(String));
    expect(others).toEqual([]);
  });

  it('that stops a whole department is no question to the knowledge base', async () => {
    const id = somebody();
    await office.person(id).says('我们整个部门都上不了网');
    expect(await questionsOf(id)).toEqual([]);
  });
});

describe('a thumb', () => {
  it.each([
    ['打印机卡纸了', '谢谢', '👍 有用', '👎 没用', '谢谢反馈'],
    ['the printer has a paper jam', 'thank you', '👍 Helpful', '👎 Not helpful', 'Thanks for the feedback'],
  ])(
    '%j: is offered after mere thanks, and the other one changes it',
    async (words, thanks, up, down, thanked) => {
      const id = somebody();
      const person = office.person(id);
      await person.says(words);
      await person.says(thanks);
      await person.hears(`[${up}] [${down}]`);
      await office.pass(1_000);
      await person.presses(up);
      await person.hears(thanked);
      expect(await signsOf(id)).toEqual(['printer-paper-jam shown', 'printer-paper-jam thumbs-up']);
      await person.presses(down);
      await person.hears(thanked);
      expect(await signsOf(id)).toEqual(['printer-paper-jam shown', 'printer-paper-jam thumbs-down']);
      expect(await questionsOf(id)).toMatchObject([{ verdict: 'not-solved' }]);
    },
  );

  it('as an emoji says that the answer is good, and leaves it open whether it helped', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await office.pass(1_000);
    await person.says('👍🏽');
    await person.hears('[已解决] [没解决]');
    expect(await signsOf(id)).toEqual(['printer-paper-jam shown', 'printer-paper-jam thumbs-up']);
    expect(await questionsOf(id)).toMatchObject([{ verdict: 'unanswered' }]);
  });

  it('down as an emoji asks for something else', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await person.says('👎');
    await person.hears('我们换个办法');
    expect(await signsOf(id)).toContain('printer-paper-jam thumbs-down');
    expect(await signsOf(id)).not.toContain('printer-paper-jam not-solved');
  });

  it('as an emoji soon after a talk is about its answer', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await person.says('谢谢');
    await person.says('[强]');
    await person.hears('谢谢反馈');
    expect(await signsOf(id)).toContain('printer-paper-jam thumbs-up');
  });

  it('about nothing is a mere emoji', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('👍');
    await person.hears('收到');
    expect(await signsOf(id)).toEqual([]);
  });

  it('of somebody else’s answer counts for nothing', async () => {
    const one = somebody();
    await office.person(one).says('打印机卡纸了');
    await office.person(one).says('谢谢');
    const [asked] = await questionsOf(one);
    const other = somebody();
    await office.person(other).says('你好');
    const place = { platform: 'web', tenant: 'local', channel: `dm:${other}`, kind: 'direct' as const };
    const event = {
      kind: 'action' as const,
      platform: 'web',
      tenant: 'local',
      keys: ['foreign-thumb'] as [string],
      place,
      sender: { userId: other, name: other, kind: 'member' as const },
      at: office.now(),
      messageId: '1',
      action: 'thumbs-down',
      value: asked?.id ?? '',
    };
    const { db } = office.deskline;
    await acceptEvent(db, event, { lane: `conversation:web:local:dm:${other}`, now: office.now() });
    await office.deskline.settle();
    expect(await signsOf(other)).toEqual([]);
    expect(await questionsOf(one)).toMatchObject([{ verdict: 'unanswered' }]);
  });

  it('as a reaction to the answer is taken, and answered by nothing', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    const { message } = await person.findButton('已解决');
    await person.catchUp();
    const { db } = office.deskline;
    await acceptEvent(
      db,
      {
        kind: 'reaction',
        platform: 'web',
        tenant: 'local',
        keys: [`reaction-${id}`],
        place: { platform: 'web', tenant: 'local', channel: `dm:${id}`, kind: 'direct' },
        sender: { userId: id, name: id, kind: 'member' },
        at: office.now(),
        messageId: String(message.seq),
        reaction: ':+1::skin-tone-3:',
      },
      { lane: `conversation:web:local:dm:${id}`, now: office.now() },
    );
    await office.deskline.settle();
    await person.hearsNothing();
    expect(await signsOf(id)).toContain('printer-paper-jam thumbs-up');
  });
});

describe('a question in between', () => {
  it('is recorded too, and may be praised', async () => {
    const id = somebody();
    const person = office.person(id);
    await person.says('打印机卡纸了');
    await person.presses('没解决');
    await person.presses('没解决');
    await office.pass(1_000);
    await person.says('顺便问一下，VPN 报 809 怎么办，怎么连 VPN？');
    const asked = await questionsOf(id);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatchObject({ answer: 'article' });
    await person.presses('👍 有用');
    expect(await signsOf(id)).toContain(`${asked[1]?.articleId} thumbs-up`);
  });
});
