import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { openOffice, type Office } from '../support/office.ts';

let office: Office;
let folder: ContentFolder;
beforeAll(async () => {
  folder = copyContent();
  folder.replace('desk.yaml', 'locale: zh-CN', 'locale: en');
  office = await openOffice({ contentDir: folder.path });
});
afterAll(async () => {
  await office.close();
  folder.remove();
});

it('a desk that speaks English works a ticket from card to confirmation', async () => {
  const ann = office.person('ann');
  await ann.says('The VPN does not connect, error 809');
  await ann.says('talk to a human');
  await ann.hears('IT-2026-000001');

  const tom = office.agent('tom', 'l1');
  const card = await tom.opens();
  expect(card.body?.card?.fields.map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      'Requester',
      'Type',
      'Impact',
      'Priority',
      'Stage',
      'Assignee',
      'Respond by',
      'Solve by',
    ]),
  );
  expect(card.body?.buttons?.map(({ label }) => label)).toEqual(['Claim', 'Resolve', 'Escalate', 'More']);
  await tom.pressesOnCard('Claim');
  await tom.hears('Tom Baker has claimed it');
  await tom.says('Hello Ann, one moment please');
  await ann.hears(/Tom Baker.*Hello Ann, one moment please/);

  await tom.says('procedure network-vpn-809');
  await tom.hears(/Preconditions: .*⚠️ Risk: .*↩️ Rollback: .*1\. ☐ With the VPN off/s);
  await tom.says('done 1');
  const procedure = (await tom.messages()).find(({ text }) => text.includes('Procedure:'));
  expect(procedure?.text).toContain('(Tom Baker, today 10:00)');

  await tom.pressesOnCard('Escalate');
  await tom.presses('L2');
  await tom.says('needs the VPN server’s log');
  await ann.hears('passed to a second-line engineer');
  await ann.hearsNot('log');

  const chen = office.agent('chen-wei', 'l2');
  await chen.opens();
  await chen.pressesOnCard('Claim');
  await chen.says('resolve cause: blocked ports steps: used a hotspot; opened UDP 500');
  await ann.hears('blocked ports');
  await ann.presses('Solved');
  await chen.hears('The requester confirms that it is solved.');
});
