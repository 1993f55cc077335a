import { expect, it } from 'vitest';
import { deadLettersIn } from '../support/dead-letters.ts';
import { onEachDatabase } from '../support/databases.ts';
import { openOffice } from '../support/office.ts';
import { asksForHuman } from './ledger.ts';

onEachDatabase('requester and agent at once', (create) => {
  it('both are heard, in order, and the history stays whole', async () => {
    const database = await create();
    const office = await openOffice({ databaseUrl: database.url });
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const wang = office.agent('wang-fang', 'l1');
    const card = await wang.opens();
    await wang.pressesOnCard('认领');
    const { web, services } = office.deskline;
    const said = Array.from({ length: 12 }, (_, i) => `第 ${i} 句`);
    const lines = [
      { channel: 'dm:li-lei', thread: undefined, author: { id: 'li-lei', name: '李雷' } },
      { channel: 'l1', thread: String(card.seq), author: { id: 'wang-fang', name: '王芳' } },
    ];
    await Promise.all(
      lines.map(async ({ channel, thread, author }) => {
        for (const text of said) {
          await web.say({ channel, thread, author, text, clientId: `${channel}-${text}`, files: [] });
        }
        const last = channel === 'l1' ? '解决 原因：卡纸 步骤：取纸' : '谢谢，等你的消息';
        await web.say({ channel, thread, author, text: last, clientId: `${channel}-last`, files: [] });
      }),
    );
    await office.deskline.settle();

    const ticket = await services.queries.byNumber('IT-2026-000001');
    expect(ticket?.stage).toBe('verification');
    expect(await services.queries.chainIntact(ticket!.id)).toBe(true);
    const thread = (await wang.messages()).map((message) => message.text);
    const relayed = thread.filter((text) => /李雷.*第 \d+ 句/.test(text));
    expect(relayed).toEqual(said.map((text) => expect.stringContaining(text)));
    const chat = (await lilei.messages()).filter((message) => message.authorId === 'bot');
    const heard = chat.map((message) => message.text).filter((text) => /王芳.*第 \d+ 句/.test(text));
    expect(heard).toEqual(said.map((text) => expect.stringContaining(text)));
    expect(await deadLettersIn(office.deskline.db, office.now())).toEqual([]);
    await office.close();
  });

  it('a survey’s form sent twice at once counts once', async () => {
    const database = await create();
    const office = await openOffice({ databaseUrl: database.url });
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    await wang.pressesOnCard('认领');
    await wang.says('解决 原因：卡纸 步骤：取纸');
    await lilei.says('好了');
    const { surveyForm, queries } = office.deskline.services;
    const rating = { response: 1, quality: 1, attitude: 1, comment: null };
    const submit = () => surveyForm('IT-2026-000001', 'li-lei', rating);
    const answers = await Promise.all([submit(), submit()]);
    expect(answers.toSorted()).toEqual(['already', 'saved']);
    expect(await queries.openRecoveryTasks()).toHaveLength(1);
    expect((await queries.byNumber('IT-2026-000001'))?.stage).toBe('closed');
    await office.close();
  });

  it('the agent who wrote last of several is answered', async () => {
    const database = await create();
    const office = await openOffice({ databaseUrl: database.url });
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 连不上');
    await lilei.presses('新问题');
    await lilei.says('转人工');
    const agents = [];
    for (const [id, number] of [
      ['wang-fang', 'IT-2026-000001'],
      ['tom', 'IT-2026-000002'],
    ] as const) {
      const agent = office.agent(id, 'l1');
      await agent.opens(number);
      await agent.pressesOnCard('认领');
      await office.pass(60_000);
      await agent.says('在工位吗？');
      agents.push(agent);
    }
    for (const agent of agents) await agent.catchUp();
    await lilei.says('在的');
    const [wang, tom] = agents;
    await tom!.hears('在的');
    expect(await wang!.heard()).toEqual([]);
    await office.close();
  });
});
