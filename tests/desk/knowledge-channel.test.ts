import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { openOffice, type Agent, type Office } from '../support/office.ts';
import { submitted } from './knowledge-setting.ts';

let office: Office;
let folder: ContentFolder;
let zhou: Agent;
let tom: Agent;
let line: Agent;

beforeAll(async () => {
  folder = copyContent();
  folder.replace('desk.yaml', 'locale: zh-CN', 'locale: en');
  folder.replace('desk.yaml', '\nknowledge:\n', '\nknowledge:\n  channel: web:knowledge\n');
  office = await openOffice({ contentDir: folder.path });
  zhou = office.agent('zhou-lan', 'knowledge');
  tom = office.agent('tom', 'knowledge');
  line = office.agent('tom', 'l1');
});
afterAll(async () => {
  await office.close();
  folder.remove();
});

it('a knowledge channel of its own gets the reviews, and the first line is spared them', async () => {
  const id = await submitted(office, { author: 'wang-fang' });
  await zhou.hears(
    /For review: new article “VPN through a phone hotspot”.*Complete.*\[Approve\] \[Return\]/s,
  );
  await line.hearsNot('For review');
  await tom.presses('Approve');
  await tom.hears('Only a knowledge admin can decide that');
  await zhou.says('tom, could you have a look at this one?');
  await zhou.hearsNothing();
  await zhou.says(`kb return ${id} name the router`);
  expect((await zhou.messages()).map(({ text }) => text).join()).toContain(
    'Returned by 周兰: name the router',
  );
  const author = office.person('wang-fang');
  expect((await author.messages()).map(({ text }) => text).join()).toMatch(
    /被 周兰 退回|was returned by 周兰/,
  );
});

it('look-ups and words are taken there without a mention, from those who work for the desk', async () => {
  await tom.says('kb vpn 809');
  await tom.hears('`network-vpn-809`');
  await tom.says('synonym Zeiterfassung = time clock');
  await zhou.hears('Tom Baker has added synonyms: Zeiterfassung = time clock [Take it back]');
  await tom.presses('Take it back');
  await tom.hears('Taken back: Zeiterfassung = time clock');
  const ann = office.agent('ann', 'knowledge');
  await ann.says('synonym ann = queen');
  await ann.hearsNothing();
  expect(office.deskline.services.synonyms.added()).toEqual([]);
});
