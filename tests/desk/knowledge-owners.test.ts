import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, openOffice, type Office } from '../support/office.ts';
import { published } from './knowledge-setting.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ publicUrl: 'https://desk.example.com' });
});
afterAll(() => office.close());

it('who owns an article and works for no desk any more decides nothing about it', async () => {
  const ann = office.person('ann');
  await ann.says('Hello');
  const id = await published(office, { author: 'tom', owner: 'ann' });
  const { articleQueries } = office.deskline.services;
  const before = await articleQueries.article(id);
  await ann.catchUp();
  await office.pass(169 * DAY);
  await ann.hears(`\`${id}\`), which you own`);
  for (const label of ['Still right', 'Retire it']) {
    await ann.catchUp();
    await ann.presses(label);
    await ann.hears('haven’t been seen at a desk lately');
  }
  expect(await articleQueries.article(id)).toMatchObject({
    state: 'published',
    validUntil: before?.validUntil,
  });
});
