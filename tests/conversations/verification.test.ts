import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, openOffice, type Office } from '../support/office.ts';
import { asksForHuman, recoveryTasksOf, solves, surveysOf, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function stages(): Promise<string[]> {
  return (await ticketsOf(office)).map((ticket) => ticket.stage);
}

async function threadText(): Promise<string> {
  const wang = office.agent('wang-fang', 'l1');
  await wang.opens();
  return (await wang.messages()).map((one) => one.text).join('\n');
}

describe('a solution', () => {
  it.each(['好了', '可以了，谢谢', '解决了', '是的', '好了，謝謝'])('is confirmed by “%s”', async (words) => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.says(words);
    await lilei.hears('谢谢确认');
    expect(await stages()).toEqual(['feedback']);
  });

  it('is confirmed by button', async () => {
    const ann = office.person('ann');
    await asksForHuman(ann, 'the printer is jammed');
    await solves(office);
    await ann.presses('Solved');
    await ann.hears('Thank you for confirming');
  });

  it.each(['没解决', '还是不行', '不行'])('is refused by “%s”', async (words) => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.says(words);
    await lilei.hears('已重新打开');
    expect(await ticketsOf(office)).toMatchObject([{ stage: 'diagnosis', reopens: 1 }]);
  });

  it('is refused with a reason that reaches the desk', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.says('还是不行，一打印双面就卡');
    await lilei.hears('你说的情况已转给同事');
    expect(await stages()).toEqual(['diagnosis']);
    expect(await threadText()).toContain('一打印双面就卡');
  });

  it('is not confirmed by thanks or by other words, which reach the desk', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.says('谢谢');
    await lilei.hears('问题解决了吗');
    await lilei.says('我下午才回办公室');
    await lilei.hears('已转给同事');
    await lilei.hears('问题解决了吗');
    expect(await stages()).toEqual(['verification']);
    expect(await threadText()).toContain('我下午才回办公室');
  });

  it('is asked about once more, then closed as assumed and not as confirmed', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.catchUp();
    await office.pass(DAY + HOUR);
    await lilei.hears('提醒一下');
    await lilei.catchUp();
    await office.pass(2 * DAY + HOUR);
    await lilei.hears('按“可能已解决”关闭');
    expect(await ticketsOf(office)).toMatchObject([{ stage: 'closed', outcome: 'assumed' }]);
  });

  it('that did not last reopens the ticket within a week', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await office.pass(DAY + HOUR);
    await office.pass(2 * DAY + HOUR);
    await lilei.says('还是不行');
    await lilei.hears('是工单 IT-2026-000001');
    await lilei.presses('重新打开');
    await lilei.hears('已重新打开');
    expect(await ticketsOf(office)).toMatchObject([{ stage: 'diagnosis', reopens: 1 }]);
  });

  it('that did not last is known by the problem’s own words too', async () => {
    const ann = office.person('ann');
    await asksForHuman(ann, 'the meeting room projector shows no picture');
    await solves(office);
    await office.pass(DAY + HOUR);
    await office.pass(2 * DAY + HOUR);
    await ann.says('the meeting room projector still shows no picture');
    await ann.hears('IT-2026-000001');
    await ann.presses('Reopen');
    await ann.hears('open again');
  });

  it('of long ago is no ticket to reopen', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await office.pass(DAY + HOUR);
    await office.pass(2 * DAY + HOUR);
    await office.pass(8 * DAY);
    await lilei.says('还是不行');
    await lilei.hearsNot('重新打开');
    await lilei.hears('什么设备或软件');
  });

  it('is confirmed by button in the middle of another talk, which goes on', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await lilei.says('VPN 报 809');
    await lilei.presses('新问题');
    await solves(office);
    await lilei.catchUp();
    const verify = (await lilei.messages()).findLast((one) =>
      one.body?.buttons?.some((button) => button.id === 'verify-solved'),
    );
    expect(verify).toBeDefined();
    await lilei.presses('已解决');
    await lilei.hears('谢谢确认');
    await lilei.presses('5 很好');
    await lilei.presses('5 很好');
    await lilei.presses('4 好');
    expect(await surveysOf(office)).toMatchObject([{ response: 5, quality: 5, attitude: 4 }]);
    expect(await stages()).toEqual(['closed']);
    await lilei.says('好了');
    await lilei.hears('太好了，问题解决了');
  });

  it('does not hold back a new problem, and can still be confirmed afterwards', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, '打印机卡纸了');
    await solves(office);
    await lilei.says('Outlook 打不开了');
    await lilei.hears('还是一个新问题');
    await lilei.presses('新问题');
    await lilei.says('取消');
    await lilei.says('好了');
    await lilei.hears('谢谢确认');
  });
});

describe('the survey', () => {
  async function confirmed(id: string, problem: string) {
    const person = office.person(id);
    await asksForHuman(person, problem);
    await solves(office);
    await person.presses(/已解决|^Solved/);
    return person;
  }

  it('takes one tap each and optional words', async () => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    await lilei.hears('响应速度');
    await lilei.presses('5 很好');
    await lilei.hears('解决质量');
    await lilei.presses('4 好');
    await lilei.hears('服务态度');
    await lilei.presses('5 很好');
    await lilei.hears('还有什么想说的');
    await lilei.says('很快，谢谢王工');
    await lilei.hears('工单已关闭');
    expect(await surveysOf(office)).toMatchObject([
      { response: 5, quality: 4, attitude: 5, comment: '很快，谢谢王工' },
    ]);
    expect(await recoveryTasksOf(office)).toEqual([]);
  });

  it.each(['5 4 5', '５，４，５', '545'])('takes “%s” typed at once', async (typed) => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    await lilei.says(typed);
    await lilei.presses('跳过');
    expect(await surveysOf(office)).toMatchObject([{ response: 5, quality: 4, attitude: 5, comment: null }]);
    expect(await stages()).toEqual(['closed']);
  });

  it('is skipped with one tap', async () => {
    const ann = await confirmed('ann', 'the printer is jammed');
    await ann.presses('Skip');
    await ann.hears('The ticket is closed');
    expect(await surveysOf(office)).toEqual([]);
  });

  it('of a bad rating opens one task for a named person, and says when he calls', async () => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    await lilei.says('5 5 1');
    await lilei.hears(/负责人会在 .+ 前联系你/);
    await lilei.says('说话很冲');
    const tasks = await recoveryTasksOf(office);
    expect(tasks).toMatchObject([{ ownerId: 'zhou-lan', doneAt: null }]);
    expect(tasks[0]?.dueAt).toBeGreaterThan(office.now());
  });

  it('counts a tap on an older button only once', async () => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    const first = await lilei.findButton('1 很差');
    await lilei.presses('5 很好');
    await office.deskline.web.press({
      channel: 'dm:li-lei',
      messageSeq: first.message.seq,
      author: { id: 'li-lei', name: '李雷' },
      action: first.button.id,
      value: first.button.value,
      clientId: 'again',
    });
    await office.deskline.settle();
    await lilei.presses('5 很好');
    await lilei.presses('5 很好');
    expect(await surveysOf(office)).toMatchObject([{ response: 5, quality: 5, attitude: 5 }]);
    await lilei.presses('跳过');
    await lilei.presses('1 很差');
    await lilei.hears('评价已经结束');
    expect(await recoveryTasksOf(office)).toEqual([]);
  });

  it('waits for three days, then the ticket is closed', async () => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    await office.pass(DAY + HOUR);
    await lilei.presses('5 很好');
    await lilei.hears('解决质量');
    await office.pass(2 * DAY);
    expect(await ticketsOf(office)).toMatchObject([{ stage: 'closed', outcome: 'confirmed' }]);
    await lilei.presses('5 很好');
    await lilei.hears('评价已经结束');
  });

  it('does not hold back a new problem', async () => {
    const lilei = await confirmed('li-lei', '打印机卡纸了');
    await lilei.says('VPN 报 809，连不上');
    await lilei.hears('VPN 错误 809');
  });
});
