import { afterEach, expect, it } from 'vitest';
import { Agent, Colleague } from '../journeys/people.ts';
import { openCompany, type Company, type VendorName } from '../support/company.ts';

let company: Company;
afterEach(() => company.close());

it.each(['slack', 'dingtalk', 'wecom'] as const)(
  'on %s a solved ticket becomes an article that is reviewed, returned, mended and approved',
  async (vendor: VendorName) => {
    company = await openCompany({ requesters: [vendor], desk: vendor, locale: 'en' });
    company.deskline.content.policy.roles['knowledge-admin'].push(`${vendor}:boss`);
    const ann = new Colleague(company, vendor, { id: 'ann', name: 'Ann', locale: 'en' });
    const tom = new Agent(company, 'L1', { id: 'tom', name: 'Tom', locale: 'en' });
    const boss = new Agent(company, 'L1', { id: 'boss', name: 'Boss', locale: 'en' });
    await tom.arrives();
    await boss.arrives();
    await ann.says('My VPN cannot connect, it shows error 809');
    await ann.says('talk to a human');
    await tom.claims('IT-2026-000001');
    tom.hears('network-vpn-809', /\[Read: VPN/);
    await tom.says('resolve cause: the router blocks it steps: use a hotspot; connect again');
    tom.hears('What did this ticket teach us?', /\[Link: VPN/);
    ann.hearsNot('teach us');
    await tom.presses('New article');
    const { articleQueries } = company.deskline.services;
    const ticket = await company.deskline.services.queries.byNumber('IT-2026-000001');
    const decision = await articleQueries.decisionOf(ticket!.id);
    const id = decision!.articleId!;
    tom.hears(id);
    await tom.says(`kb fill ${id} scene: at home; risks: mobile data is used`);
    tom.hears('is complete now');
    await tom.says(`kb submit ${id}`);

    const card = tom.inGroup().findLast(({ text }) => text.includes('For review'));
    expect(card?.text).toMatch(/Author: tom/i);
    const isPressed = (card?.buttons.length ?? 0) > 0;
    if (vendor === 'slack') await boss.presses('Return', { reason: 'Say which router' });
    else await boss.saysInGroup(`kb return ${id} Say which router`);
    expect(
      tom
        .inGroup()
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/Returned by boss: Say which router/i);
    expect(tom.chat().at(-1)?.text).toMatch(/was returned by boss: Say which router/i);

    await tom.says(`kb submit ${id}`);
    if (isPressed) await boss.presses('Approve');
    else await boss.saysInGroup(`kb approve ${id}`);
    expect((await articleQueries.article(id))?.state).toBe('published');
    expect(
      tom
        .inGroup()
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/Approved and published by boss/i);
    expect(tom.chat().at(-1)?.text).toContain('10 points');
  },
  40_000,
);
