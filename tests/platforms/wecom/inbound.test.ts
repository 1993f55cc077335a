import { afterEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../../src/platforms/platform.ts';
import { openWecom, until, type OpenWecom, type WecomOptions } from './open-wecom.ts';

let open: OpenWecom;
const begin = async (options: WecomOptions = {}) => (open = await openWecom(options));
afterEach(() => open.close());

const textsOf = (events: readonly InboundEvent[]) =>
  events.map((event) => (event.kind === 'message' ? event.text : ''));

describe('events that can\u2019t be stored at once', () => {
  it('are tried again in the order of their conversation, and lose none', async () => {
    let failures = 0;
    const { twin, received, receives } = await begin({
      async store({ place }) {
        if (place.channel === 'zhangsan' && failures++ < 5) throw new Error('database is down');
      },
    });
    for (const text of ['1', '2', '3']) await twin.writes('zhangsan', text);
    await twin.writes('lisi', 'x');
    await receives(4);
    expect(textsOf(received)).toEqual(['x', '1', '2', '3']);
  });

  it('are kept for as long as none can be stored', async () => {
    let failures = 0;
    const { twin, received, receives, surroundings } = await begin({
      async store() {
        if (received.length === 1 && failures++ < 60) throw new Error('database is down');
      },
    });
    await twin.writes('wangwu', '0');
    await receives(1);
    for (const text of ['1', '2']) await twin.writes('zhangsan', text);
    await twin.writes('lisi', 'x');
    await receives(4);
    expect(textsOf(received).toSorted()).toEqual(['0', '1', '2', 'x']);
    expect(failures).toBeGreaterThan(60);
    expect(surroundings.alerts).toEqual([]);
  });

  it('although others can are given up in the end, and what follows is stored', async () => {
    let failures = 0;
    const { twin, received, receives, surroundings } = await begin({
      async store(event) {
        if (event.kind !== 'message' || event.text !== 'poison') return;
        failures++;
        throw new Error('no such text');
      },
    });
    await twin.writes('zhangsan', 'poison');
    await twin.writes('zhangsan', 'next');
    for (let count = 1; !textsOf(received).includes('next'); count++) {
      await twin.writes('lisi', 'x');
      await receives(count);
    }
    expect(failures).toBeGreaterThanOrEqual(10);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['event-unstorable']);
    expect(surroundings.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(JSON.stringify(surroundings.logs)).not.toContain('poison');
  });

  it('are given up with the process, and said to be lost', async () => {
    const { twin, platform, surroundings } = await begin({
      store: () => Promise.reject(new Error('database is down')),
      timings: { storeAgainMs: 60_000, longestStoreAgainMs: 60_000 },
    });
    await twin.writes('zhangsan', '1');
    await until(() => surroundings.logs.some(({ message }) => message === 'event not stored'));
    await platform.stop();
    expect(surroundings.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('keep the key under which a duplicate or a late one is known', async () => {
    const { twin, received, receives } = await begin();
    const body = { msgid: 'M1', msgtype: 'text', chattype: 'single', from: { userid: 'a' }, create_time: 5 };
    await twin.deliver({ ...body, text: { content: 'x' } });
    await twin.deliver({ ...body, text: { content: 'x' } });
    await receives(2);
    expect(received.map(({ keys, at }) => [keys, at])).toEqual([
      [['M1'], 5_000],
      [['M1'], 5_000],
    ]);
  });
});
