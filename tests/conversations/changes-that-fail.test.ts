import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/platforms/platform.ts';
import { marksOn, seated } from '../desk/setting.ts';
import { openOffice, type Agent, type Office } from '../support/office.ts';
import { changesWords, type Change } from './changes.ts';
import { createPlainPlatform, userOf, type PlainPlatform } from './plain-platform.ts';

let office: Office;
let wecom: PlainPlatform;
let ann: ReturnType<typeof userOf>;
let wang: Agent;
let tom: Agent;

async function claims(id: string): Promise<Agent> {
  const agent = await seated(office, id, 'l1');
  await agent.pressesOnCard('认领');
  await agent.catchUp();
  return agent;
}

/** Two tickets of somebody whose chat can't be edited, and an agent for each. */
beforeEach(async () => {
  wecom = createPlainPlatform('wecom');
  office = await openOffice({ platforms: () => [wecom] });
  ann = userOf(office, wecom, 'ann-w');
  await ann.says('转人工');
  await ann.says('VPN 连不上，报错 809');
  wang = await claims('wang-fang');
  await office.pass(60_000);
  await ann.says('报修 打印机卡纸了');
  await ann.says('转人工');
  tom = await claims('tom');
  expect((await tom.card()).body?.card?.title).toContain('IT-2026-000002');
});
afterEach(() => office.close());

const fails = () => {
  wecom.failing = () => new DeliveryError('permanent', 'wecom 93006', { obstacle: 'unreachable' });
};
const works = () => {
  wecom.failing = () => undefined;
};
const changes = (words: string, change: Change) => changesWords(office, { channel: 'l1', words, change });

describe('an agent’s message that never arrived', () => {
  beforeEach(async () => {
    fails();
    await wang.says('请打开 htpp://x');
    await wang.hears('❌ #IT-2026-000001：“请打开 htpp://x”没有送到报修人');
    await wang.catchUp();
  });

  it('is sent as he has corrected it, and he is told what became of that', async () => {
    works();
    await changes('请打开 htpp://x', { kind: 'edited', text: '请打开 http://x' });
    expect(ann.texts().at(-1)).toBe('**王芳**（#IT-2026-000001）：请打开 http://x');
    expect(await marksOn(wang, '请打开 htpp://x')).toEqual(['❌', '✅']);
  });

  it('is reported again where the corrected one doesn’t arrive either', async () => {
    await changes('请打开 htpp://x', { kind: 'edited', text: '请打开 http://x' });
    await wang.hears('❌ #IT-2026-000001：“请打开 http://x”没有送到报修人');
  });

  it('is taken back without a word', async () => {
    works();
    const before = ann.texts().length;
    await changes('请打开 htpp://x', { kind: 'deleted' });
    expect(ann.texts()).toHaveLength(before);
    expect(await wang.heard()).toEqual([]);
  });
});

describe('a correction that does not arrive', () => {
  it('is told on its own ticket, with its words', async () => {
    await wang.says('请重启电恼');
    await wang.catchUp();
    await tom.catchUp();
    fails();
    await changes('请重启电恼', { kind: 'edited', text: '请重启电脑' });
    await wang.hears(/这条消息没能送到报修人：“王芳（#IT-2026-000001）更正：请重启电脑”。原因：.*企业微信/);
    expect(await tom.heard()).toEqual([]);
  });
});

describe('what can’t be taken back', () => {
  it('is told on its ticket', async () => {
    Object.assign(wecom.capabilities, { recall: true });
    wecom.recall = async () => {
      throw new DeliveryError('permanent', 'too old');
    };
    await wang.says('密码是 hunter2');
    await wang.catchUp();
    await tom.catchUp();
    await changes('密码是 hunter2', { kind: 'deleted' });
    await wang.hears('有一条撤回的消息没能在报修人那里撤回');
    expect(await tom.heard()).toEqual([]);
  });
});
