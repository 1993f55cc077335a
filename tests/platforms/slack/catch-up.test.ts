import { describe, expect, it } from 'vitest';
import type { InboundEvent, Place } from '../../../src/platforms/platform.ts';
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
});
