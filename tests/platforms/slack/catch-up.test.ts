import { describe, expect, it } from 'vitest';
import { DeliveryError, type InboundEvent, type Place } from '../../../src/platforms/platform.ts';
import { createCatchUp } from '../../../src/platforms/slack/catch-up.ts';
import type { History, Spot } from '../../../src/platforms/slack/history.ts';
import { TIMINGS } from '../../../src/platforms/slack/settings.ts';
import { fakeSurroundings } from '../surroundings.ts';

const place = (channel: string, thread?: string): Place => ({
  platform: 'slack',
  tenant: 'T1',
  channel,
  thread,
});

function message(channel: string, text: string): InboundEvent {
  const where = { platform: 'slack', tenant: 'T1', place: { ...place(channel), kind: 'direct' as const } };
  const sender = { userId: 'U1', name: 'U1', kind: 'member' as const };
  return { ...where, sender, at: 1, kind: 'message', keys: [text], messageId: '1.1', text, files: [] };
}

interface Faked {
  read: (spot: Spot, since: number) => Promise<InboundEvent[]>;
  missed: () => Promise<{ since: number; places: Place[] }>;
  receive?: (event: InboundEvent) => Promise<void>;
}

function catchUp({ read, missed, receive }: Faked) {
  const runs: number[] = [];
  const received: string[] = [];
  const history: History = {
    events: (spot, { since }) => read(spot, since),
    async directChats() {
      runs.push(runs.length);
      return [];
    },
  };
  const surroundings = fakeSurroundings({ missed });
  const made = createCatchUp({
    history,
    surroundings,
    timings: { ...TIMINGS, retryMs: 1, longestRetryMs: 1 },
    self: () => ({ teamId: 'T1', botUserId: 'UBOT', botId: 'BBOT' }),
    async receive(event) {
      await receive?.(event);
      received.push(event.keys[0]);
    },
    signal: new AbortController().signal,
  });
  return { ...made, runs, received, surroundings };
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('reading what was missed', () => {
  it('asks since when as soon as Slack is back, and reads once for all the times it was away', async () => {
    const { open, opened } = gate();
    const asked: number[] = [];
    const read: [string, number][] = [];
    const { run, runs } = catchUp({
      async read({ channel }, since) {
        read.push([channel, since]);
        await opened;
        return [];
      },
      async missed() {
        asked.push(asked.length);
        return { since: 100 - asked.length, places: [place(`C${asked.length}`)] };
      },
    });
    void run();
    void run();
    void run();
    const done = run();
    await Promise.resolve();
    expect(asked.length).toBe(4);
    void run();
    const last = run();
    expect(asked.length).toBe(6);
    open();
    await done;
    await last;
    expect(runs.length).toBe(2);
    expect(new Set(read.map(([channel]) => channel))).toEqual(new Set(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']));
  });

  it('asks until it is told, and is not kept away by what can not be kept', async () => {
    let away = 2;
    const { run, received, surroundings } = catchUp({
      read: async ({ channel }) => [message(channel, 'poison'), message(channel, 'fine')],
      async missed() {
        if (away-- > 0) throw new Error('the database is down');
        return { since: 1, places: [place('D1')] };
      },
      async receive(event) {
        if (event.keys[0] === 'poison') throw new Error('it can not be stored');
      },
    });
    await run();
    expect(received).toEqual(['fine']);
    expect(surroundings.logs.filter(({ level }) => level === 'error').length).toBe(1);
  });

  it('lets a thread wait for the conversation that it is read with', async () => {
    const { open, opened } = gate();
    const { run, of, received } = catchUp({
      async read({ channel }) {
        await opened;
        return [message(channel, 'missed')];
      },
      missed: async () => ({ since: 1, places: [place('D1')] }),
    });
    const running = run();
    await Promise.resolve();
    const waiting = of({ channel: 'D1', thread: '1.1' }).then(() => received.slice());
    open();
    expect(await waiting).toEqual(['missed']);
    await running;
  });

  it('is not held up by one history that can not be read: it comes last, and again with the next run', async () => {
    const broken = { is: true };
    const tried: string[] = [];
    let places = [place('C1'), place('D1'), place('D2')];
    const { run, received } = catchUp({
      async read({ channel }) {
        tried.push(channel);
        if (channel === 'C1' && broken.is) throw new DeliveryError('transient', 'internal_error');
        return [message(channel, `from ${channel}`)];
      },
      missed: async () => ({ since: 1, places }),
    });
    await run();
    expect(tried).toEqual(['C1', 'D1', 'D2', 'C1', 'C1']);
    expect(received).toEqual(['from D1', 'from D2']);
    broken.is = false;
    places = [];
    await run();
    expect(received).toEqual(['from D1', 'from D2', 'from C1']);
    await run();
    expect(tried.length).toBe(6);
  });

  it('lets nobody wait for a history that could not be read', async () => {
    const { open, opened } = gate();
    const { run, of } = catchUp({
      async read({ channel }) {
        if (channel === 'D1') throw new DeliveryError('transient', 'internal_error');
        await opened;
        return [];
      },
      missed: async () => ({ since: 1, places: [place('D1'), place('D2')] }),
    });
    let isOver = false;
    const running = run().then(() => {
      isOver = true;
    });
    await of({ channel: 'D1' });
    await of({ channel: 'D1' });
    expect(isOver).toBe(false);
    open();
    await running;
  });

  it('gives up for this time where no history can be read', async () => {
    const places = Array.from({ length: 200 }, (_, n) => place(`D${n}`));
    let tries = 0;
    let isDown = true;
    const { run, received } = catchUp({
      async read({ channel }) {
        tries += 1;
        if (isDown) throw new DeliveryError('transient', 'internal_error');
        return [message(channel, channel)];
      },
      missed: async () => ({ since: 1, places: isDown ? places : [] }),
    });
    await run();
    expect(tries).toBeLessThan(100);
    isDown = false;
    await run();
    expect(received.length).toBe(200);
  });
});
