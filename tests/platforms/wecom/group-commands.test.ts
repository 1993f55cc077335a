import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionsFor } from '../../../src/connections.ts';
import { loadContent } from '../../../src/content.ts';
import type { InboundEvent, Platform } from '../../../src/platforms/platform.ts';
import { openWecomTwin, type WecomTwin } from '../../twins/wecom.ts';
import { fakeSurroundings } from '../surroundings.ts';
import { until } from './open-wecom.ts';

/** WeCom as the program connects it: it knows the desk's commands and groups. */
describe('a group of the desk', () => {
  let twin: WecomTwin;
  let platform: Platform;
  const received: InboundEvent[] = [];

  beforeAll(async () => {
    twin = await openWecomTwin();
    twin.group('wrLine1', 'L1');
    const { WECOM_BOT_ID: botId = '', WECOM_BOT_SECRET: secret = '', WECOM_WS_URL: wsUrl = '' } = twin.env;
    const content = loadContent({
      contentDir: 'prompts',
      deskChannels: { L1: 'wecom:wrLine1' },
      locale: undefined,
      timeZone: undefined,
    });
    const connect = await connectionsFor(
      { wecom: { botId, secret, wsUrl, acceptEncryptedIds: false } },
      content,
    );
    const [made] = connect(fakeSurroundings());
    if (!made) throw new Error('no platform');
    platform = made;
    await platform.start(async (event) => void received.push(event));
    await until(() => platform.health().state === 'connected');
  });
  afterAll(async () => {
    await platform.stop();
    await twin.close();
  });

  it('is said to be a group from the beginning', async () => {
    const place = { platform: 'wecom', tenant: '', channel: 'wrLine1' };
    await platform.send(place, { text: 'x' }, { key: 'k', again: false });
    expect(twin.ledger.calls.at(-1)?.body).toMatchObject({ chatid: 'wrLine1', chat_type: 2 });
  });

  // Each bot has another name, so that none is known from the message before.
  it.each([
    ['@One 认领 1', '认领 1'],
    ['@IT Helpdesk 认领 1', '认领 1'],
    ['@IT Help 认领 1', '认领 1'],
    ['@Two认领 1', '认领 1'],
    ['认领 1 @Three', '认领 1'],
    ['@帮助台 升级 #1 L2 太难', '升级 #1 L2 太难'],
    ['@IT Desk 升级 #1 L2 太难', '升级 #1 L2 太难'],
    ['@Seven 不要认领 12', '不要认领 12'],
    ['@Eight 不要升级专家，我来处理', '不要升级专家，我来处理'],
    ['@Nine 请不要认领', '请不要认领'],
    ['@Ten 我昨天备注过了，今天还没人处理', '我昨天备注过了，今天还没人处理'],
    ['@Eleven 我的显示器坏了 #12 楼的', '我的显示器坏了 #12 楼的'],
    ['@IT Service Desk #12 请重启', '#12 请重启'],
    ['@IT Support claim #12', 'claim #12'],
    ['@Four 备注 #12 打过电话', '备注 #12 打过电话'],
    ['@Five 分配 1 @张三', '分配 1 @张三'],
    ['分配 1 @张三', '分配 1 @张三'],
    ['@Six 帮助', '帮助'],
  ])('in which somebody writes %j hears %j', async (content, expected) => {
    const before = received.length;
    const chat = { chattype: 'group', chatid: 'wrLine1', from: { userid: 'lisi' } };
    await twin.deliver({ ...chat, msgtype: 'text', text: { content } });
    await until(() => received.length > before);
    expect(received.at(-1)).toMatchObject({ text: expected, mention: true });
  });
});
