import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webWorld, type WebWorld } from './world.ts';

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

const ANN = { platform: 'web', tenant: 'local', channel: 'dm:ann' };

describe('an answer that is being written', () => {
  it('is shown to who is looking, its newest words only, and nothing of it is kept', async () => {
    const events = await listening('ann', 'dm:ann');
    expect(await events.next()).toMatchObject({ event: 'open' });
    world.platform.preview(ANN, 'event:1', '1. Switch');
    world.platform.preview(ANN, 'event:1', '1. Switch it <b>off</b>');
    expect(await events.next()).toEqual({
      event: 'preview',
      data: JSON.stringify({ key: 'event:1', text: '1. Switch it <b>off</b>' }),
    });
    await events.stop();
    expect(await world.platform.messages({ channel: 'dm:ann', viewerId: 'ann' })).toEqual([]);
  });

  it('comes before the message that replaces it', async () => {
    const events = await listening('ann', 'dm:ann');
    await events.next();
    world.platform.preview(ANN, 'event:2', 'Half of');
    await world.platform.send(ANN, { text: 'Half of it, and the rest' }, { key: 'two', again: false });
    expect((await events.next()).event).toBe('preview');
    expect((await events.next()).event).toBe('changed');
    await events.stop();
  });

  it('is nobody else’s business', async () => {
    const events = await listening('bob', 'dm:bob');
    await events.next();
    world.platform.preview(ANN, 'event:3', 'For Ann');
    const bob = { ...ANN, channel: 'dm:bob' };
    await world.platform.send(bob, { text: 'For Bob' }, { key: 'three', again: false });
    expect((await events.next()).event).toBe('changed');
    await events.stop();
  });
});

/** The events of somebody's open page, one after the other. */
async function listening(person: string, channel: string) {
  const answer = await world.as(person).get(`/events?channel=${channel}`);
  const reader = answer.body?.getReader();
  if (!reader) throw new Error('The events have no body');
  let waiting = '';
  return {
    async next(): Promise<{ event: string | undefined; data: string | undefined }> {
      while (!waiting.includes('\n\n')) {
        const { value, done } = await reader.read();
        if (done) throw new Error('The events are over');
        waiting += new TextDecoder().decode(value);
      }
      const end = waiting.indexOf('\n\n');
      const lines = waiting.slice(0, end).split('\n');
      waiting = waiting.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      return { event: field('event'), data: field('data') };
    },
    stop: () => reader.cancel(),
  };
}
