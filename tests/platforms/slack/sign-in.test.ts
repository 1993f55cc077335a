import { WebAPIPlatformError } from '@slack/web-api';
import { expect, it } from 'vitest';
import { TIMINGS } from '../../../src/platforms/slack/settings.ts';
import { signIn } from '../../../src/platforms/slack/sign-in.ts';
import { fakeSurroundings } from '../surroundings.ts';
import { virtualClock } from './virtual-clock.ts';

it('a sign-in that is refused once works 10 s later, one that is refused on and on is tried less and less', async () => {
  const { clock, pass } = virtualClock();
  const asked: number[] = [];
  let isRefused = true;
  const refusals: (string | undefined)[] = [];
  const ending = new AbortController();
  const account = signIn({
    api: {
      async ask() {
        asked.push(clock.now());
        if (isRefused) throw new WebAPIPlatformError({ ok: false, error: 'invalid_auth' });
        return { ok: true, team_id: 'T1', user_id: 'UBOT', bot_id: 'BBOT' };
      },
    },
    timings: TIMINGS,
    log: fakeSurroundings().log,
    signal: ending.signal,
    refuse: (word) => void refusals.push(word),
    clock,
  });
  const first = account.identity();
  isRefused = false;
  await pass(TIMINGS.refusedMs);
  expect(await first).toMatchObject({ teamId: 'T1' });
  expect(refusals).toEqual(['invalid_auth', undefined]);

  isRefused = true;
  asked.length = 0;
  void account.identity();
  await pass(30 * 60_000);
  expect(asked.length).toBeLessThan(20);
  expect((asked.at(-1) ?? 0) - (asked.at(-2) ?? 0)).toBeGreaterThanOrEqual(TIMINGS.longestRefusedMs / 2);
});
