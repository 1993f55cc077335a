import { WebAPIHTTPError } from '@slack/web-api';
import { expect, it } from 'vitest';
import { DeliveryError } from '../../../src/platforms/platform.ts';
import { deliveryError } from '../../../src/platforms/slack/errors.ts';
import { createHistory } from '../../../src/platforms/slack/history.ts';
import { TIMINGS } from '../../../src/platforms/slack/settings.ts';

const MEANING = { harmless: true, refusedMs: 0 };

/** A history of which the first calls fail like this. */
function historyAfter(...fates: (DeliveryError['fate'] | 404)[]) {
  let calls = 0;
  const history = createHistory({
    api: {
      async call() {
        const fate = fates[calls++];
        if (fate === 404) throw deliveryError('x', new WebAPIHTTPError(404, 'Not Found', {}), MEANING);
        if (fate) throw new DeliveryError(fate, fate, { retryAfterMs: 0 });
        return { ok: true, channels: [{ id: 'D1' }] };
      },
    },
    rates: { admit: () => 0 },
    timings: { ...TIMINGS, retryMs: 1, longestRetryMs: 1 },
    signal: new AbortController().signal,
  });
  return { chats: () => history.directChats(10), called: () => calls };
}

it('a history that fails is tried three times', async () => {
  const { chats, called } = historyAfter('transient', 'transient', 'transient');
  await expect(chats()).rejects.toThrow('transient');
  expect(called()).toBe(3);
  expect(await historyAfter('transient', 'transient').chats()).toEqual(['D1']);
});

it('a history that is only too much is waited for', async () => {
  const { chats } = historyAfter('limited', 'limited', 'limited', 'transient', 'limited');
  expect(await chats()).toEqual(['D1']);
});

it.each([['permanent' as const], [404 as const]])(
  'a history that never can be read is tried once: %s',
  async (fate) => {
    const { chats, called } = historyAfter(fate);
    await expect(chats()).rejects.toThrow(DeliveryError);
    expect(called()).toBe(1);
  },
);
