import { afterEach, describe, expect, it } from 'vitest';
import { openCompany, type Company } from '../support/company.ts';
import { Agent, Colleague, plain } from './people.ts';

let company: Company;
afterEach(() => company.close());

describe('an outage that is reported on three platforms', () => {
  it('is one incident, and each learns of its end where he has written', async () => {
    company = await openCompany({ requesters: ['wecom', 'dingtalk'], desk: 'slack' });
    const zhang = new Colleague(company, 'wecom', { id: 'zhangsan', name: '张三' });
    const li = new Colleague(company, 'dingtalk', { id: 'lisi', name: '李四' });
    const tom = new Colleague(company, 'slack', { id: 'U0TOM', name: 'Tom Baker' });
    const amy = new Colleague(company, 'slack', { id: 'U0AMY', name: 'Amy Wong' });
    await zhang.says('VPN 连不上了');
    await li.says('VPN 断了，连接失败');
    await tom.says("I can't connect to the VPN");
    tom.hears('2 colleagues have just reported something very like it');
    await tom.presses('Yes, me too');
    await company.deskline.settle();
    zhang.hears('这是我们已经知道的问题');
    li.hears('这是我们已经知道的问题');
    await amy.says('VPN is down');
    amy.hears('This is a problem we know about');

    const { db } = company.deskline;
    const all = await db.read.select().from(db.tables.tickets);
    const [whole] = all.filter(({ isIncident }) => isIncident);
    expect(all).toHaveLength(4);
    expect(all.filter(({ parentId }) => parentId === whole?.id)).toHaveLength(3);

    const wang = new Agent(company, 'L1', { id: 'U0WANG', name: '王芳' });
    await wang.claims(whole?.number ?? '');
    await wang.says('解决 原因：网关证书过期 步骤：更换证书');
    await company.deskline.settle();
    for (const person of [zhang, li, tom, amy]) {
      const said = person.chat().map(({ text }) => plain(text));
      expect(said.filter((text) => text.includes('网关证书过期'))).toHaveLength(1);
    }
  });
});
