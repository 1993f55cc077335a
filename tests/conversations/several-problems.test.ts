import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { outcomesOf, ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('several problems', () => {
  it('in one message take their turn, and none is forgotten', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了。另外 Outlook 打不开。还有我的 VPN 连不上');
    await lilei.hears('我看到 3 个问题');
    await lilei.hears('打印机卡纸');
    await lilei.presses('已解决');
    await lilei.hears(/另一个问题：“.*Outlook 打不开”/);
    await lilei.says('转人工');
    await lilei.hears('IT-2026-000001');
    await lilei.hears(/另一个问题：“.*VPN 连不上”/);
    await lilei.says('算了');
    await lilei.hears('已取消');
    expect(await outcomesOf(office)).toEqual(['confirmed', 'handed-over', 'cancelled']);
  });

  it('in English too', async () => {
    const ann = office.person('ann');
    await ann.says('The printer is jammed. Also, Outlook will not open.');
    await ann.hears('I see 2 problems');
    await ann.says('solved');
    await ann.hears('Now to the other problem');
    await ann.hears('Outlook');
  });

  it('of which one comes in the middle: it is noted and taken up afterwards', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says('显示器也黑屏了');
    await lilei.hears('另一个问题，我记下了');
    await lilei.hears('《打印机卡纸》');
    await lilei.presses('已解决');
    await lilei.hears('“显示器也黑屏了”');
  });

  it('with a verdict on the first in the same breath: both count', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says('还是不行，Outlook 也打不开');
    await lilei.hears('另一个问题，我记下了');
    await lilei.hears('换个办法');
    await lilei.says('转人工');
    await lilei.hears('Outlook 也打不开');
  });

  it('with an answer to the open question in the same breath: both count', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.hears('是哪台打印机');
    await lilei.says('3 楼的 HP M404，另外我的 VPN 也连不上');
    await lilei.hears('另一个问题，我记下了');
    await lilei.hearsNot('是哪台打印机');
    await lilei.says('转人工');
    await lilei.hears('VPN 也连不上');
    const [ticket] = await ticketsOf(office);
    expect(ticket?.answers.find((one) => one.key === 'device')?.value).toContain('M404');
  });

  it('are not forgotten when the talk is begun anew', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了。另外 Outlook 打不开');
    await lilei.says('重新开始');
    await lilei.says('鼠标没反应');
    await lilei.says('转人工');
    await lilei.hears('Outlook 打不开');
  });

  it('told while it is asked which ticket is meant are noted', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('转人工');
    await lilei.says('打印机卡纸了');
    await lilei.says('VPN 连不上');
    await lilei.hears('还是一个新问题');
    await lilei.says('Outlook 打不开');
    await lilei.hears('我记下了');
    await lilei.presses('新问题');
    await lilei.hears('VPN');
    await lilei.says('转人工');
    await lilei.hears('“Outlook 打不开”');
  });
});

describe('a question in between', () => {
  const question = '顺便问一下，访客 Wi-Fi 怎么连？';
  const answered = '访客 Wi-Fi 怎么用';

  it('while an article is shown is answered, then the open question repeated', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.says(question);
    await lilei.hears(answered);
    await lilei.hears('照《打印机卡纸》做过之后');
  });

  it('while a choice is open', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('显示器黑屏');
    await lilei.says(question);
    await lilei.hears(answered);
    await lilei.hears('[都不是]');
  });

  it('while a question is open', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.says(question);
    await lilei.hears(answered);
    await lilei.hears('是哪台打印机');
  });

  it('while it is asked which ticket is meant', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('转人工');
    await lilei.says('打印机卡纸了');
    await lilei.says('VPN 连不上');
    await lilei.says(question);
    await lilei.hears(answered);
    await lilei.hears('还是一个新问题');
  });

  it('without an answer is passed on, and is no model', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.says('怎么看型号？');
    await lilei.hears('会一并转给同事');
    await lilei.hears('是哪台打印机');
    await lilei.says('转人工');
    const [ticket] = await ticketsOf(office);
    expect(ticket?.description).toContain('怎么看型号');
    expect(ticket?.answers.map((one) => one.key)).not.toContain('device');
  });
});
