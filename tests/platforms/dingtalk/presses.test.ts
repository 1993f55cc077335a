import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import type { SeenMessage } from '../../twins/twin.ts';
import { attempt, GROUP, open, placeOf, type Opened, type OpenOptions } from './opened.ts';

let opened: Opened | undefined;

/** With a template; Bob has written, so that the bot knows its organisation. */
async function start(options: OpenOptions = {}): Promise<Opened> {
  opened = await fresh(options);
  await opened.twin.writes('bob', 'hi');
  opened.events.length = 0;
  return opened;
}

async function fresh(options: OpenOptions = {}): Promise<Opened> {
  opened = await open({ twin: { cardTemplateId: 'deskline.schema' }, ...options });
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const ticket: OutboundMessage = {
  text: 'It is stuck',
  card: { title: 'IT-2026-000123 \u00b7 Printer', fields: [] },
  buttons: [{ id: 'claim', label: 'Claim', value: 'T1' }],
};

async function cardAt({ platform, twin, surroundings }: Opened, channel: string): Promise<SeenMessage> {
  const { messageId } = await platform.send(placeOf(channel), ticket, attempt(channel));
  surroundings.remembered.set(messageId, ticket);
  const card = twin.sent(channel).at(-1);
  if (!card) throw new Error('no card');
  return card;
}

interface Press {
  userId?: string;
  corpId?: string;
  params?: object;
}

/** A callback as the vendor's documents show it: a template that binds nothing but the action. */
function callback({ id }: SeenMessage, { userId = 'bob', corpId = 'dingcorp', params }: Press = {}): object {
  const cardPrivateData = { actionIds: ['claim'], params: params ?? { action: 'claim' } };
  return {
    type: 'actionCallback',
    outTrackId: id,
    corpId,
    userId,
    content: JSON.stringify({ cardPrivateData }),
  };
}

let presses = 0;

async function pressed({ twin }: Opened, data: object): Promise<string> {
  const msgId = `press-${++presses}`;
  await twin.stream.push({ topic: 'card', msgId, data });
  return msgId;
}

describe('a press that says neither its place nor its value', () => {
  it('is one of the group in which the card lies, and means its button', async () => {
    const it = await start();
    await pressed(it, callback(await cardAt(it, GROUP)));
    expect(it.events).toMatchObject([
      { kind: 'action', action: 'claim', value: 'T1', place: { channel: GROUP, kind: 'channel' } },
    ]);
    expect(it.surroundings.alerts).toEqual([]);
  });

  it('is one of the presser\u2019s own chat where the card lies there', async () => {
    const it = await start();
    await pressed(it, callback(await cardAt(it, 'bob')));
    expect(it.events).toMatchObject([{ value: 'T1', place: { channel: 'bob', kind: 'direct' } }]);
  });

  it('is known after a new start where the group is a desk, and told to the administrators where it is not', async () => {
    const params = { twin: { cardTemplateId: 'deskline.schema' } };
    const first = await start();
    const card = await cardAt(first, GROUP);
    await first.close();
    const desk = await start({ ...params, platform: { groups: [GROUP] } });
    desk.surroundings.remembered.set(card.id, ticket);
    await pressed(desk, callback(card));
    expect(desk.events).toMatchObject([{ value: 'T1', place: { channel: GROUP } }]);
    await desk.close();
    const stranger = await start(params);
    await pressed(stranger, callback(card));
    expect(stranger.events).toEqual([]);
    expect(stranger.surroundings.alerts).toMatchObject([{ code: 'card-unbound' }]);
    expect(stranger.surroundings.alerts[0]?.text).toContain('docs/dingtalk-card.md');
  });

  it('does not choose among several buttons of the same kind', async () => {
    const it = await start();
    const card = await cardAt(it, GROUP);
    const buttons = ['1', '2'].map((value) => ({ id: 'claim', label: value, value }));
    it.surroundings.remembered.set(card.id, { ...ticket, buttons });
    await pressed(it, callback(card));
    expect(it.events).toMatchObject([{ action: 'claim', value: '' }]);
  });

  it('lies where its card does, whatever it says', async () => {
    const it = await start();
    const params = { action: 'claim', value: 'T1', place: `g:${GROUP}` };
    await pressed(it, callback(await cardAt(it, 'bob'), { params }));
    expect(it.events).toMatchObject([{ place: { channel: 'bob', kind: 'direct' } }]);
  });
});

describe('a press that is delivered again', () => {
  it.each([
    ['a minute', 60_000],
    ['ten minutes', 10 * 60_000],
    ['thirty days', 30 * 86_400_000],
  ])('%s later takes effect once', async (_, later) => {
    const it = await start();
    const msgId = await pressed(it, callback(await cardAt(it, GROUP)));
    const acked = it.twin.ledger.acked.length;
    it.clock.now += later;
    it.twin.stream.again(msgId);
    await it.twin.ledger.until(() => it.twin.ledger.acked.length > acked);
    expect(it.events).toHaveLength(1);
    expect(it.tries.filter(({ kind }) => kind === 'action')).toHaveLength(2);
  });

  it('is another where somebody presses once more, but for two at once', async () => {
    const it = await start();
    const card = await cardAt(it, GROUP);
    for (const wait of [0, 1_000, 4_000]) {
      it.clock.now += wait;
      await pressed(it, callback(card));
    }
    expect(it.events).toHaveLength(2);
  });
});

describe('somebody who presses', () => {
  it.each([
    ['of another organisation', { corpId: 'dingelse' }],
    ['of whom nothing is known', { userId: '' }],
  ])('%s is none of ours', async (_, press) => {
    const it = await start();
    await pressed(it, callback(await cardAt(it, GROUP), press));
    expect(it.events).toMatchObject([{ sender: { kind: 'external' } }]);
  });

  it('in a group counts once the bot knows its organisation, and is told till then that it failed', async () => {
    const it = await fresh();
    const card = await cardAt(it, GROUP);
    for (const corpId of ['dingelse', 'dingcorp']) {
      void it.twin.stream.push({ topic: 'card', msgId: corpId, data: callback(card, { corpId }) });
    }
    await it.twin.ledger.until(() => it.surroundings.alerts.length === 2);
    expect(it.surroundings.alerts[0]).toMatchObject({ code: 'organisation-unknown' });
    expect(it.tries).toEqual([]);
    await it.twin.writes('ann', 'hi');
    expect(it.twin.ledger.acked).toHaveLength(1);
    it.twin.stream.again('dingcorp');
    it.twin.stream.again('dingelse');
    await it.twin.ledger.until(() => it.events.length === 3);
    expect(it.events.slice(1).map(({ sender }) => sender.kind)).toEqual(['member', 'external']);
  });

  it('in a group of the desk is one of ours while the organisation is not known, and does not tell it', async () => {
    const it = await fresh({ platform: { groups: [GROUP] } });
    const card = await cardAt(it, GROUP);
    await pressed(it, callback(card, { corpId: 'dingcorp' }));
    expect(it.events).toMatchObject([{ value: 'T1', sender: { userId: 'bob', kind: 'member' } }]);
    expect(it.surroundings.alerts).toEqual([]);
    it.twin.group('cidOther==', 'Other');
    const other = await cardAt(it, 'cidOther==');
    void it.twin.stream.push({ topic: 'card', msgId: 'other', data: callback(other) });
    await it.twin.ledger.until(() => it.surroundings.alerts.length === 1);
    await it.twin.writes('ann', 'hi');
    await pressed(it, callback(card, { userId: 'eve', corpId: 'dingelse' }));
    expect(it.events.at(-1)).toMatchObject({ sender: { userId: 'eve', kind: 'external' } });
  });

  it('in his own chat is one of ours from the start, and tells which organisation that is', async () => {
    const it = await fresh();
    await pressed(it, callback(await cardAt(it, 'bob')));
    const card = await cardAt(it, GROUP);
    await pressed(it, callback(card, { userId: 'ann', corpId: 'dingelse' }));
    await pressed(it, callback(card, { userId: 'ann' }));
    expect(it.events.map(({ sender }) => sender.kind)).toEqual(['member', 'external', 'member']);
  });

  it('without an organisation counts by his id: only people of ours have one', async () => {
    const it = await fresh();
    await pressed(it, callback(await cardAt(it, GROUP), { corpId: '' }));
    expect(it.events).toMatchObject([{ sender: { userId: 'bob', kind: 'member' } }]);
  });
});
