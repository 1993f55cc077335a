import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/platforms/platform.ts';
import { claiming, marksOn } from '../desk/setting.ts';
import { HOUR, openOffice, type Agent, type Office } from '../support/office.ts';
import { createPlainPlatform, linked, userOf, type PlainPlatform } from './plain-platform.ts';

let office: Office;
let wecom: PlainPlatform;
let dingtalk: PlainPlatform;
beforeEach(async () => {
  wecom = createPlainPlatform('wecom');
  dingtalk = createPlainPlatform('dingtalk');
  office = await openOffice({ platforms: () => [wecom, dingtalk] });
});
afterEach(() => office.close());

const unreachable = () => new DeliveryError('permanent', 'wecom 93006', { obstacle: 'unreachable' });

async function ticketOfAnn() {
  const ann = userOf(office, wecom, 'ann');
  const there = userOf(office, dingtalk, 'ann');
  for (const platform of [wecom, dingtalk]) await linked(office, platform, 'ann');
  await there.says('hello');
  await ann.says('human');
  await ann.says('VPN cannot connect, error 809');
  return { ann, there, wang: await claiming(office) };
}

async function heardInThread(wang: Agent): Promise<string> {
  return (await wang.heard()).join('\n');
}

/** What is retried is due by then. */
async function afterAWhile() {
  for (let i = 0; i < 12; i++) {
    await office.pass(HOUR);
    await office.deskline.settle();
  }
}

describe('an agent’s message', () => {
  it('is marked once the requester’s platform has it, and not before', async () => {
    const { ann, wang } = await ticketOfAnn();
    wecom.health = () => ({ state: 'connecting' });
    await wang.says('Please restart');
    expect(await marksOn(wang, 'Please restart')).toEqual([]);
    wecom.health = () => ({ state: 'connected' });
    await office.pass(5_000);
    await office.deskline.settle();
    expect(ann.texts().at(-1)).toBe('**王芳** (#IT-2026-000001): Please restart');
    expect(await marksOn(wang, 'Please restart')).toEqual(['✅']);
    expect(await heardInThread(wang)).toBe('');
  });

  it('that was refused is marked, with the reason in words and as the platform gave it', async () => {
    const { wang } = await ticketOfAnn();
    wecom.failing = () => new DeliveryError('permanent', 'wecom 40058 `bad`', { obstacle: 'content' });
    await wang.says('Please restart');
    expect(await marksOn(wang, 'Please restart')).toEqual(['❌']);
    expect(await heardInThread(wang)).toBe(
      '❌ #IT-2026-000001：“Please restart”没有送到报修人，原因：这条消息的内容企业微信不接受，请换个说法（`wecom 40058 bad`）',
    );
  });

  it('that arrived without its files is told so, with their names', async () => {
    const { wang } = await ticketOfAnn();
    const send = wecom.send.bind(wecom);
    wecom.send = async (...sent) => ({ ...(await send(...sent)), lostFiles: ['a*b.pdf'] });
    await wang.says('See the file');
    expect(await marksOn(wang, 'See the file')).toEqual(['✅']);
    expect(await heardInThread(wang)).toBe(
      '⚠️ #IT-2026-000001：“See the file”已送达，但文件没有送到：a\\*b.pdf',
    );
  });

  it('that may have arrived is marked so', async () => {
    const { wang } = await ticketOfAnn();
    wecom.failing = () => new DeliveryError('unknown', 'no answer');
    await wang.says('Please restart');
    await afterAWhile();
    expect(await marksOn(wang, 'Please restart')).toEqual(['⚠️']);
    await wang.hears('可能送到了两次，也可能没有送到');
  });

  it('that is an article stands nowhere to be marked: it is told in the thread once it has arrived', async () => {
    const { ann, wang } = await ticketOfAnn();
    await wang.says('draft');
    wecom.health = () => ({ state: 'connecting' });
    await wang.presses('发给用户');
    expect(await heardInThread(wang)).not.toContain('已送达');
    wecom.health = () => ({ state: 'connected' });
    await office.pass(5_000);
    await office.deskline.settle();
    expect(ann.texts().at(-1)).toContain('VPN');
    await wang.hears('✅ #IT-2026-000001 已送达');
  });

  it('keeps out of the notes: they get no receipt', async () => {
    const { ann, wang } = await ticketOfAnn();
    const before = ann.texts().length;
    await wang.says('// he is new here');
    expect(await marksOn(wang, '// he is new here')).toEqual(['🔒']);
    expect(ann.texts()).toHaveLength(before);
  });
});

describe('a message that can’t reach the requester', () => {
  it('goes to his chat on another platform, and the desk is told', async () => {
    const { there, wang } = await ticketOfAnn();
    wecom.failing = unreachable;
    await wang.says('Please restart');
    expect(there.texts().at(-1)).toBe(
      '(This could not be delivered in WeCom, so it comes to you here.)\n\n' +
        '**王芳** (#IT-2026-000001): Please restart',
    );
    expect(await marksOn(wang, 'Please restart')).toEqual(['✅']);
    expect(await heardInThread(wang)).toBe(
      '↪️ 在企业微信上没能送到报修人（机器人不能在企业微信上给对方发消息，' +
        '对方可能还没有和机器人说过话（`wecom 93006`）），改从钉钉发送。',
    );
  });

  it('takes its buttons along, and they work there', async () => {
    const { there, wang } = await ticketOfAnn();
    wecom.failing = unreachable;
    await wang.says('resolve cause: loose cable steps: plugged it in');
    expect(there.texts().at(-1)).toContain('Does it work now?');
    await there.presses('Solved');
    const ticket = await office.deskline.services.queries.byNumber('IT-2026-000001');
    expect(ticket?.stage).toBe('feedback');
  });

  it('is tried once on each platform and then reported as lost', async () => {
    await office.person('ann').says('hello');
    const { wang } = await ticketOfAnn();
    let tries = 0;
    for (const platform of [wecom, dingtalk]) {
      platform.failing = () => {
        tries++;
        return unreachable();
      };
    }
    const { web } = office.deskline;
    const send = web.send.bind(web);
    web.send = async (to, message, attempt) => {
      if (to.channel !== 'dm:ann') return send(to, message, attempt);
      tries++;
      throw unreachable();
    };
    await wang.says('Please restart');
    expect(tries).toBe(3);
    expect(await marksOn(wang, 'Please restart')).toEqual(['❌']);
  });

  it('is told with the reason of the last try', async () => {
    const { wang } = await ticketOfAnn();
    for (const platform of [wecom, dingtalk]) platform.failing = unreachable;
    await wang.says('Please restart');
    expect(await marksOn(wang, 'Please restart')).toEqual(['❌']);
    await wang.hears(/没有送到报修人，原因：机器人不能在钉钉上给对方发消息/);
  });
});

describe('a requester who writes from another platform', () => {
  it('takes the answers with him', async () => {
    const { ann, there, wang } = await ticketOfAnn();
    await there.says('It still fails');
    await wang.hears('It still fails');
    const before = ann.texts().length;
    await wang.says('Please restart');
    expect(there.texts().at(-1)).toBe('**王芳** (#IT-2026-000001): Please restart');
    expect(ann.texts()).toHaveLength(before);
    await ann.says('Done');
    await wang.says('Thanks');
    expect(ann.texts().at(-1)).toContain('Thanks');
  });
});

describe('a requester’s words that reach nobody', () => {
  it('are told to him, once an hour at most', async () => {
    const { ann, wang } = await ticketOfAnn();
    // While it waits for a vendor the second line doesn't take over.
    await wang.says('等待 供应商 备件');
    const { web } = office.deskline;
    const send = web.send.bind(web);
    web.send = async (to, message, attempt) => {
      if (to.channel === 'l1') throw new DeliveryError('permanent', 'archived', { obstacle: 'gone' });
      return send(to, message, attempt);
    };
    await ann.says('It still fails');
    await ann.says('Are you there');
    const told = ann.texts().filter((text) => text.includes('has not reached the service desk'));
    expect(told).toHaveLength(1);
    await office.pass(HOUR);
    await ann.says('Please');
    expect(ann.texts().at(-1)).toContain('has not reached the service desk');
  });
});
