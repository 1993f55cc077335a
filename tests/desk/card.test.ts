import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { claiming, onCard, openTicket, seated } from './setting.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('the card', () => {
  it('says who, what, how bad, by when and what was tried', async () => {
    await openTicket(office);
    const wang = await seated(office, 'wang-fang', 'l1');
    const card = await wang.card();
    expect(card.text).toBe('VPN 连不上，报错 809');
    expect(card.body?.card?.title).toBe('IT-2026-000001 · VPN 连不上，报错 809');
    expect(
      Object.fromEntries(card.body!.card!.fields.map(({ label, value }) => [label, value])),
    ).toMatchObject({
      报修人: '李雷 · 销售部',
      类型: '网络与 VPN',
      影响范围: '一个人',
      优先级: '普通',
      状态: '待认领 · 一线',
      负责人: '未认领',
      响应时限: '今天 12:00',
      解决时限: '11月23日周一 10:00',
      机器人已试: expect.stringContaining('VPN 错误 809（'),
    });
    expect(card.body?.buttons?.map(({ label }) => label)).toEqual(['认领', '解决', '升级', '更多']);
  });

  it('is left alone by words that change nothing on it', async () => {
    const lilei = await openTicket(office);
    const wang = await claiming(office);
    await wang.says('你好');
    const { editedAt } = await wang.card();
    await office.pass(60_000);
    await lilei.says('现在还是连不上');
    await wang.says('我看看');
    expect((await wang.card()).editedAt).toBe(editedAt);
    await wang.says('优先级 高');
    expect((await wang.card()).editedAt).not.toBe(editedAt);
  });

  it('shows the first response and loses its buttons when there is nothing left to do', async () => {
    const lilei = await openTicket(office);
    const wang = await claiming(office);
    await wang.says('你好');
    expect(await onCard(wang, '响应时限')).toBe('已响应（今天 10:00）');
    await wang.says('解决 原因：a 步骤：b');
    expect((await wang.card()).body?.buttons?.map(({ label }) => label)).toEqual(['更多']);
    await lilei.presses('已解决');
    await wang.hears('✅ 报修人确认已解决。');
    expect((await wang.card()).body?.buttons).toEqual([]);
  });

  it('has the commands behind “more”', async () => {
    await openTicket(office);
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.pressesOnCard('更多');
    await wang.hears('`认领` / `放弃`');
  });
});
