import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsOf } from '../../../src/platforms/dingtalk/settings.ts';
import { reconnectWait } from '../../../src/platforms/dingtalk/waits.ts';
import { createWatchdog } from '../../../src/platforms/dingtalk/watchdog.ts';

/** As they are where nobody says otherwise. */
const { timings } = settingsOf({
  clientId: 'app',
  clientSecret: 'secret',
  robotCode: 'app',
  apiUrl: 'https://api.dingtalk.com',
  oapiUrl: 'https://oapi.dingtalk.com',
  say: (key) => key,
});

describe('the next try to connect', () => {
  it.each([0, 0.5, 0.999])('comes within ten seconds, and ten times a minute at most: luck %d', (random) => {
    let at = 0;
    let calls = 1;
    for (let failures = 0; failures < 30; failures++) {
      const wait = reconnectWait(failures, timings, random);
      expect(wait).toBeLessThan(9_600);
      at += wait;
      if (at <= 60_000) calls++;
    }
    expect(calls).toBeLessThanOrEqual(10);
  });

  it('comes within a second after the first cut', () => {
    expect(reconnectWait(0, timings, 0.999)).toBeLessThanOrEqual(1_000);
  });
});

describe('a connection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function watched() {
    const ask = vi.fn<() => void>();
    const giveUp = vi.fn<() => void>();
    const watchdog = createWatchdog({ timings, ask, giveUp });
    return { ask, giveUp, watchdog, after: (ms: number) => vi.advanceTimersByTime(ms) };
  }

  it('is asked whether it lives after 40 s, and given up after 75 s of silence', () => {
    const { ask, giveUp, after } = watched();
    after(39_999);
    expect(ask).not.toHaveBeenCalled();
    after(1);
    expect(ask).toHaveBeenCalledOnce();
    after(34_999);
    expect(giveUp).not.toHaveBeenCalled();
    after(1);
    expect(giveUp).toHaveBeenCalledOnce();
    after(1_000_000);
    expect(ask).toHaveBeenCalledOnce();
    expect(giveUp).toHaveBeenCalledOnce();
  });

  it('stays for an hour where it only answers', () => {
    const { ask, giveUp, watchdog, after } = watched();
    ask.mockImplementation(() => watchdog.feed());
    after(3_600_000);
    expect(ask).toHaveBeenCalledTimes(90);
    expect(giveUp).not.toHaveBeenCalled();
  });

  it('that was closed is not watched', () => {
    const { ask, watchdog, after } = watched();
    watchdog.stop();
    after(100_000);
    expect(ask).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
