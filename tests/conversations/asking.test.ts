import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, openOffice, type Chatter, type Office } from '../support/office.ts';
import { outcomesOf, PICTURE, ticketsOf } from './ledger.ts';

let office: Office;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deskline-asking-'));
  office = await openOffice({ databaseUrl: `file:${join(folder, 'deskline.db')}` });
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

/** To the first question about a printer. */
async function beginsQuestions(person: Chatter, problem = '打印机卡纸了'): Promise<void> {
  await person.says(problem);
  await person.presses(/没解决|Not solved/);
  await person.presses(/没解决|Not solved/);
}

async function answersOf(key: string): Promise<string | undefined> {
  const tickets = await ticketsOf(office);
  return tickets.at(-1)?.answers.find((one) => one.key === key)?.shown;
}

describe('the questions before a ticket', () => {
  it('ask only what the first message left open', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('3 楼的 HP M404 卡纸了，报错 E13');
    await lilei.presses('都不是');
    await lilei.hears('在请同事之前');
    await lilei.presses('没解决');
    await lilei.hears('IT-2026-000001');
    expect(await answersOf('error')).toBe('E13');
    expect(await answersOf('device')).toContain('M404');
    expect(await answersOf('location')).toContain('3 楼');
  });

  it('are not asked where the profile knows', async () => {
    const ann = office.person('ann');
    await ann.says('my laptop screen flickers');
    await ann.says('human');
    await ann.hears('IT-2026-000001');
    await ann.says('my tickets');
    await ann.hears('my laptop screen flickers');
  });

  it('are confirmed where the last ticket of the kind knows', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    await lilei.says('没有');
    await lilei.says('3 楼');
    await lilei.hears('IT-2026-000001');
    await lilei.presses('取消工单');
    await lilei.says('确定');
    await beginsQuestions(lilei, '打印出来有条纹');
    await lilei.hears('打印机是“HP M404”，对吗？ [是] [不是]');
    await lilei.presses('是');
    await lilei.hearsNot('是哪台打印机');
  });

  it('take several answers from one message', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404，在 3 楼东侧，没有错误代码');
    await lilei.says('没有');
    await lilei.hears('IT-2026-000001');
    expect(await answersOf('location')).toContain('3 楼');
  });

  it('go back, in words and by button', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    await lilei.hears('错误代码');
    await lilei.presses('上一步');
    await lilei.hears('是哪台打印机');
    await lilei.says('HP M404');
    await lilei.says('上一步');
    await lilei.hears('是哪台打印机');
  });

  it.each(['型号写错了，是 M405', '打印机改成 M405'])('let an answer be changed: %s', async (correction) => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    await lilei.says(correction);
    await lilei.hears('错误代码');
    await lilei.says('转人工');
    expect(await answersOf('device')).toContain('M405');
  });

  it('are changed in English too', async () => {
    const ann = office.person('ann');
    await beginsQuestions(ann, 'the printer has a paper jam');
    await ann.says('HP M404');
    await ann.says('sorry, it should be M405');
    await ann.says('human');
    expect(await answersOf('device')).toContain('M405');
  });

  it('are skipped where not required', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('跳过');
    await lilei.hears('这一项需要填');
    await lilei.hears('是哪台打印机');
    await lilei.says('HP M404');
    await lilei.presses('跳过');
    await lilei.says('跳过');
    await lilei.hears('IT-2026-000001');
  });

  it('are cancelled, and booked so', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('不用了');
    await lilei.hears('已取消');
    expect(await outcomesOf(office)).toEqual(['cancelled']);
    expect(await ticketsOf(office)).toEqual([]);
  });

  it('begin anew', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('重新开始');
    await lilei.hears('什么设备或软件');
    await lilei.says('VPN 报 809');
    await lilei.hears('VPN 错误 809');
  });

  it('end at once in a ticket for who wants a human', async () => {
    const ann = office.person('ann');
    await beginsQuestions(ann, 'the printer has a paper jam');
    await ann.presses('Talk to a human');
    await ann.hears('IT-2026-000001');
    expect(await outcomesOf(office)).toEqual(['handed-over']);
  });

  it('explain what is wrong with an answer', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('上不了网，整个部门都是');
    await lilei.hears('哪种连接');
    await lilei.says('蓝色的那个');
    await lilei.hears('请从列出的选项里选一个');
    await lilei.hears('[有线网络]');
  });

  it('take “none” for a choice that may be left out', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('会议室的投影没画面');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.says('10 楼大会议室');
    await lilei.hears('用什么方式投屏');
    await lilei.says('没有');
    await lilei.hearsNot('用什么方式投屏');
  });

  it('don’t take “still broken” for an answer', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    await lilei.says('试过了没用');
    await lilei.hears('同事会来处理');
    await lilei.hears('错误代码');
  });

  it('end confirmed when it works again meanwhile', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('自己好了');
    await lilei.hears('问题解决了');
    expect(await outcomesOf(office)).toEqual(['confirmed']);
  });

  it('take a picture at any time, for the ticket', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404', [{ name: 'panel.png', bytes: PICTURE }]);
    await lilei.says('转人工');
    const wang = office.agent('wang-fang', 'l1');
    await wang.opens();
    expect((await wang.messages()).flatMap((one) => one.files).map((file) => file.name)).toContain(
      'panel.png',
    );
  });
});

describe('an old button', () => {
  async function pressesOld(person: Chatter, old: Awaited<ReturnType<Chatter['findButton']>>): Promise<void> {
    await person.catchUp();
    await office.deskline.web.press({
      channel: 'dm:li-lei',
      messageSeq: old.message.seq,
      author: { id: 'li-lei', name: '李雷' },
      action: old.button.id,
      value: old.button.value,
      clientId: `old-${old.message.seq}`,
    });
    await office.deskline.settle();
  }

  it('of a question answered before changes that answer', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('我们整个部门网络都不行');
    const wired = await lilei.findButton('有线网络');
    await lilei.presses('无线网 Wi-Fi');
    await pressesOld(lilei, wired);
    await lilei.says('转人工');
    expect(await answersOf('connection')).toBe('有线网络');
  });

  it('that skipped another question does not skip this one', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    const skip = await lilei.findButton('跳过');
    await lilei.says('没有');
    await lilei.hears('打印机放在哪里');
    await pressesOld(lilei, skip);
    await lilei.hears('这个按钮属于之前的步骤');
    await lilei.hears('打印机放在哪里');
  });

  it('of a talk that is over says so', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    const skip = await lilei.findButton('跳过');
    await lilei.says('取消');
    await pressesOld(lilei, skip);
    await lilei.hears('这一步已经结束了');
  });
});

describe('a talk', () => {
  async function restarts(contentDir?: string): Promise<Chatter> {
    await office.deskline.stop();
    office = await openOffice({ databaseUrl: `file:${join(folder, 'deskline.db')}`, contentDir });
    return office.person('li-lei');
  }

  it('goes on where it was after a restart', async () => {
    const before = office.person('li-lei');
    await beginsQuestions(before);
    await before.says('HP M404');
    await before.hears('错误代码');
    const lilei = await restarts();
    await lilei.says('13.20.00');
    await lilei.hears('打印机放在哪里');
    await lilei.says('3 楼');
    await lilei.hears('IT-2026-000001');
    expect(await answersOf('device')).toContain('M404');
  });

  it('survives a questionnaire that was changed meanwhile', async () => {
    const before = office.person('li-lei');
    await beginsQuestions(before);
    await before.says('HP M404');
    const content = join(folder, 'prompts');
    cpSync('prompts', content, { recursive: true });
    const path = join(content, 'questionnaires', 'printer.yaml');
    const changed = readFileSync(path, 'utf8')
      .replace(/ {2}- key: error\n[\s\S]*?(?= {2}- key:)/, '')
      .concat(
        [
          '  - key: paper',
          '    kind: text',
          '    label: { zh-CN: 纸张, en: Paper }',
          '    ask: { zh-CN: 用的是什么纸？, en: Which paper is in it? }',
          '    names: [纸张, paper]',
          '    required: true',
          '',
        ].join('\n'),
      );
    writeFileSync(path, changed);
    const lilei = await restarts(content);
    await lilei.says('3 楼');
    await lilei.hears('用的是什么纸');
    await lilei.says('普通 A4');
    await lilei.hears('IT-2026-000001');
    expect(await answersOf('device')).toContain('M404');
    expect(await answersOf('paper')).toBe('普通 A4');
  });

  it('is closed after a day of silence, never as solved, and taken up again where it was', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await lilei.says('HP M404');
    await lilei.catchUp();
    await office.pass(23 * HOUR);
    await lilei.hearsNothing();
    await office.pass(2 * HOUR);
    await lilei.hears('这个对话我先关闭了');
    expect(await outcomesOf(office)).toEqual(['abandoned']);
    await lilei.presses('继续');
    await lilei.hears('我们接着来');
    await lilei.hears('错误代码');
    expect(await outcomesOf(office)).toEqual([null]);
  });

  it('is taken up again by the word too', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await office.pass(DAY + HOUR);
    await lilei.says('继续');
    await lilei.hears('是哪台打印机');
  });

  it('that is over is not taken up again', async () => {
    const lilei = office.person('li-lei');
    await beginsQuestions(lilei);
    await office.pass(DAY + HOUR);
    await lilei.says('VPN 报 809');
    await lilei.presses('继续');
    await lilei.hears('这一步已经结束了');
  });
});
