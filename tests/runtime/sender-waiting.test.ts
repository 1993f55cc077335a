import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError, type Health, type Platform } from '../../src/platforms/platform.ts';
import { obstacleIn } from '../../src/runtime/obstacles.ts';
import { post, type Posting } from '../../src/runtime/outbox.ts';
import { createPacing } from '../../src/runtime/pacing.ts';
import type { Loop } from '../../src/runtime/pump.ts';
import { createSender, type SenderOptions } from '../../src/runtime/sender.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { fakePlatform, gate, log, place, postAll, posting, standingClock } from './setting.ts';

const HOUR = 3_600_000;

onEachDatabase('the sender', (create) => {
  let test: TestDatabase;
  let db: Database;
  let now: ReturnType<typeof standingClock>;
  let senders: Loop[];

  beforeAll(async () => {
    test = await create();
    db = test.db;
  });
  beforeEach(() => {
    now = standingClock();
    senders = [];
  });
  afterEach(async () => {
    await Promise.all(senders.map((sender) => sender.stop(1_000)));
    await db.transaction({}, async (tx) => {
      await tx.delete(db.tables.outbox);
    });
  });
  afterAll(() => test.drop());

  const start = (platform: Platform, more: Partial<SenderOptions> = {}) => {
    const platforms = new Map([['web', platform]]);
    const fixed = { owner: 'one', now, log, pollMs: HOUR, random: () => 0 };
    const sender = createSender({ db, platforms, ...fixed, ...more });
    senders.push(sender);
    sender.start();
    return sender;
  };
  const postNow = (...postings: Posting[]) => postAll(db, postings, now());
  const rows = () => db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);

  describe('and the rate limit', () => {
    it('waits as long as the platform says, spends no try, and keeps the order of the lane', async () => {
      await postNow(posting('1'), posting('2'), posting('elsewhere', { lane: 'bob', place: bobs }));
      const { platform, calls, texts } = fakePlatform(now);
      let free = now() + 700;
      const admit: Platform['admit'] = (to) => (to.channel === 'bob' ? 0 : Math.max(0, free - now()));
      const sender = start({ ...platform, admit });
      await sender.idle();
      expect(texts()).toEqual(['elsewhere']);
      expect(await rows()).toMatchObject([{ state: 'pending', attempts: 0, notBefore: free }, {}, {}]);
      now.advance(699);
      await sender.idle();
      expect(calls).toHaveLength(1);
      now.advance(1);
      free = now();
      await sender.idle();
      expect(texts()).toEqual(['elsewhere', '1', '2']);
    });

    it('is told what is to be done and where, also in a thread', async () => {
      await postNow(
        posting('card', { ref: 'card' }),
        posting('in thread', { threadRef: 'card' }),
        posting('card 2', { op: 'edit', target: 'card' }),
        posting('', { op: 'react', target: 'card', reaction: 'ok' }),
        posting('only you', { op: 'private', privateTo: 'bob' }),
      );
      const asked: unknown[] = [];
      const { platform } = fakePlatform(now);
      delete platform.react;
      await start({ ...platform, admit: (to, op) => (asked.push([op, to.thread]), 0) }).idle();
      // What the platform can't do takes no share.
      expect(asked).toEqual([
        ['send', undefined],
        ['send', 'm1'],
        ['edit', undefined],
        ['private', undefined],
      ]);
    });

    const began = Date.now();
    const atHalfSpeed = (): number => began + Math.floor((Date.now() - began) / 2);

    it.each([
      ['when a short wait is over, without being woken', Date.now],
      ['also where the alarm rings before its time', atHalfSpeed],
    ])('goes on %s', async (_title, clock) => {
      await postAll(db, [posting('1')], clock());
      const { platform, texts } = fakePlatform(clock);
      const sent = gate();
      const waits = [30, 0];
      start(
        {
          ...platform,
          admit: () => waits.shift() ?? 0,
          async send(...given) {
            sent.open();
            return platform.send(...given);
          },
        },
        { now: clock },
      );
      await sent.opened;
      expect(texts()).toEqual(['1']);
    });
  });

  describe('and a platform without connection', () => {
    let health: Health;
    const connecting = (platform: Platform): Platform => ({ ...platform, health: () => health });

    it('loses nothing in an outage of an hour', async () => {
      health = { state: 'connecting' };
      await postNow(posting('1'), posting('2'));
      const began = now();
      const { platform, texts } = fakePlatform(now);
      const sender = start(connecting(platform));
      for (let i = 0; i < 12; i++) {
        await sender.idle();
        now.advance(HOUR / 12);
      }
      expect(texts()).toEqual([]);
      expect(await rows()).toMatchObject([
        { state: 'pending', attempts: 0, notBefore: began },
        { state: 'pending', attempts: 0, notBefore: began },
      ]);
      health = { state: 'connected' };
      await sender.idle();
      expect(texts()).toEqual(['1', '2']);
    });

    it('goes on with the others', async () => {
      health = { state: 'standby' };
      await postNow(posting('1'), posting('2', { lane: 'desk', place: { ...place, platform: 'slack' } }));
      const web = fakePlatform(now);
      const slack = fakePlatform(now);
      const platforms = new Map([
        ['web', connecting(web.platform)],
        ['slack', { ...slack.platform, name: 'slack' }],
      ]);
      await start(web.platform, { platforms }).idle();
      expect([web.texts(), slack.texts()]).toEqual([[], ['2']]);
    });

    it('waits where the connection goes while the row is in hand', async () => {
      await postNow(posting('1'));
      const { platform, texts } = fakePlatform(now);
      const states: Health['state'][] = ['connected', 'connecting'];
      const sender = start({ ...platform, health: () => ({ state: states.shift() ?? 'connected' }) });
      await sender.idle();
      expect(texts()).toEqual([]);
      expect(await rows()).toMatchObject([{ state: 'pending', attempts: 0, notBefore: now() + 2_000 }]);
      now.advance(2_000);
      await sender.idle();
      expect(texts()).toEqual(['1']);
    });

    it('gives up after a day what a platform that refuses us should have sent, and says why', async () => {
      health = { state: 'refused', reason: 'SLACK_BOT_TOKEN is refused' };
      await postNow(posting('old'));
      now.advance(24 * HOUR - 1);
      await postNow(posting('new', { lane: 'bob' }));
      const { platform, calls } = fakePlatform(now);
      const dead: string[] = [];
      const sender = start(connecting(platform), {
        onDead: async (_tx, row) => void dead.push(row.body!.text),
      });
      await sender.idle();
      expect(dead).toEqual([]);
      now.advance(1);
      await sender.idle();
      expect(dead).toEqual(['old']);
      expect(calls).toEqual([]);
      const [old, fresh] = await rows();
      expect(fresh).toMatchObject({ state: 'pending', attempts: 0 });
      expect(old!.error).toBe('not-permitted: web refuses the connection: SLACK_BOT_TOKEN is refused');
      expect(obstacleIn(old!.error)).toBe('not-permitted');
    });
  });

  describe('and a platform that can look up', () => {
    it('says of a repeat that it is one, also after a passing failure, and books it as sent', async () => {
      await postNow(posting('1'));
      const { platform, calls } = fakePlatform(now, (_call, n) => {
        if (n === 1) return new DeliveryError('unknown', 'timeout');
        return n === 2 ? new DeliveryError('transient', 'busy') : undefined;
      });
      const sender = start({ ...platform, looksUp: true });
      for (let i = 0; i < 3; i++) {
        await sender.idle();
        now.advance(10_000);
      }
      expect(calls.map(({ again = false }) => again)).toEqual([false, true, true]);
      expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
      expect(await rows()).toMatchObject([{ state: 'sent', messageId: 'm3', attempts: 3 }]);
    });
  });

  describe('and what keeps a message from arriving', () => {
    it('is kept with the row, whether it was tried once or often', async () => {
      await postNow(posting('1'), posting('2', { lane: 'bob' }));
      const { platform } = fakePlatform(now, ({ text }) =>
        text === '1'
          ? new DeliveryError('permanent', 'wecom 93006', { obstacle: 'unreachable' })
          : new DeliveryError('transient', 'dingtalk 90020', { obstacle: 'quota', retryAfterMs: 1_000 }),
      );
      const sender = start(platform);
      for (let i = 0; i < 50; i++) {
        await sender.idle();
        now.advance(60_000);
      }
      const errors = (await rows()).map(({ state, error }) => [state, error, obstacleIn(error)]);
      expect(errors).toEqual([
        ['dead', 'unreachable: wecom 93006', 'unreachable'],
        ['dead', 'quota: dingtalk 90020', 'quota'],
      ]);
    });

    it('is found behind a doubt, and not in other words', () => {
      expect(obstacleIn('unknown: gone: slack channel_not_found')).toBe('gone');
      expect(obstacleIn('timeout: no answer')).toBeUndefined();
      expect(obstacleIn('toString: x')).toBeUndefined();
      expect(obstacleIn(null)).toBeUndefined();
    });
  });

  describe('and messages whose fate is told', () => {
    it('tells once, in the booking transaction, what became of each; of others nothing', async () => {
      await postNow(
        posting('sent', { carries: 'a' }),
        posting('silent'),
        posting('dead', { carries: 'b' }),
        posting('in doubt', { carries: 'c' }),
      );
      const { platform, texts } = fakePlatform(now, ({ text }) => {
        if (text === 'dead') return new DeliveryError('permanent', 'gone', { obstacle: 'gone' });
        return text === 'in doubt' ? new DeliveryError('unknown', 'timeout') : undefined;
      });
      const order: string[] = [];
      const sender = start(platform, {
        onDead: async (_tx, row) => void order.push(`dead ${row.carries}`),
        onSettled: async (tx, row) => {
          order.push(`${row.state} ${row.carries}`);
          const receipt = posting(`${row.carries} ${row.state} ${row.messageId} ${row.error}`, {
            lane: 'desk',
          });
          await post(tx, db.tables, [receipt], now());
        },
      });
      for (let i = 0; i < 3; i++) {
        await sender.idle();
        now.advance(10_000);
      }
      expect(order).toEqual(['sent a', 'dead b', 'dead b', 'unknown c']);
      expect(texts().filter((text) => text!.startsWith('a '))).toEqual(['a sent m1 null']);
      expect(texts().filter((text) => text!.startsWith('b '))).toEqual(['b dead null gone: gone']);
      expect(texts().filter((text) => text!.startsWith('c '))).toEqual(['c unknown null unknown: timeout']);
    });
  });
});

const bobs = { ...place, channel: 'bob' };

describe('pacing', () => {
  it('lets one wait exactly as long as he must, and a thousand one after the other', () => {
    const now = standingClock();
    const pace = createPacing(now);
    expect(pace('C1', 500)).toBe(500);
    expect(pace('C2', 500)).toBe(500);
    const waits = Array.from({ length: 999 }, () => pace('C1', 500));
    expect(waits).toEqual(waits.map((_, i) => 520 + 20 * i));
    now.advance(60_000);
    expect(pace('C1', 500)).toBe(500);
  });

  it('forgets what nobody waits for any more', () => {
    const now = standingClock();
    const pace = createPacing(now);
    for (let i = 0; i < 5_000; i++) {
      pace(`C${i}`, 10);
      now.advance(1);
    }
    expect(pace('C4999', 10)).toBeGreaterThan(10);
    expect(pace('C0', 10)).toBe(10);
  });
});
