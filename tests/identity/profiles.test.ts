import { describe, expect, it } from 'vitest';
import { createProfiles, type ProfilesOptions } from '../../src/identity/profiles.ts';
import { DeliveryError, type InboundEvent, type Profile } from '../../src/platforms/platform.ts';
import { gate, message } from '../runtime/setting.ts';

const ann: Profile = { userId: 'ann', name: 'Ann Miller', kind: 'member', email: 'ann@example.com' };

function event(userId = 'ann', kind: InboundEvent['sender']['kind'] = 'member'): InboundEvent {
  return { ...message('k1'), platform: 'slack', sender: { userId, name: 'Ann', kind } };
}

/** Profiles of a platform that answers as `answer` says. */
function open(
  answer: (userId: string, n: number) => Promise<Profile | undefined>,
  more: Partial<ProfilesOptions> = {},
) {
  let time = 0;
  let asked = 0;
  const warnings: object[] = [];
  const learnt: string[] = [];
  const profiles = createProfiles({
    platformOf: (name) => (name === 'slack' ? { profile: (userId) => answer(userId, ++asked) } : {}),
    now: () => time,
    log: { warn: (fields) => void warnings.push(fields) },
    learnt: async ({ userId }) => void learnt.push(userId),
    ttlMs: 1_000,
    ...more,
  });
  return {
    ...profiles,
    warnings,
    learnt,
    asked: () => asked,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('a sender', () => {
  it('is introduced with the platform’s name and standing, under the id of the event', async () => {
    const guest = open(async () => ({ ...ann, userId: 'other', kind: 'guest' }));
    const { sender } = await guest.introduce(event());
    expect(sender).toEqual({ userId: 'ann', name: 'Ann Miller', kind: 'guest' });
    expect(guest.learnt).toEqual([]);
  });

  it('is never made a member by a look-up', async () => {
    const profiles = open(async () => ann);
    for (const kind of ['guest', 'external', 'bot', 'self'] as const) {
      expect((await profiles.introduce(event('ann', kind))).sender.kind).toBe(kind);
    }
    expect(profiles.asked()).toBe(0);
  });

  it('is looked up once for many events at a time, and again when the answer is old', async () => {
    const { opened, open: answer } = gate();
    const profiles = open(async () => {
      await opened;
      return ann;
    });
    const all = Promise.all(Array.from({ length: 50 }, () => profiles.introduce(event())));
    answer();
    expect((await all).every(({ sender }) => sender.name === 'Ann Miller')).toBe(true);
    await profiles.introduce(event());
    expect(profiles.asked()).toBe(1);
    profiles.pass(1_000);
    await profiles.introduce(event());
    expect(profiles.asked()).toBe(2);
    expect(profiles.learnt).toEqual(['ann', 'ann']);
  });

  it('waits while he can’t be looked up: he may be a guest', async () => {
    const profiles = open(async (_userId, n) => {
      if (n === 1) throw new DeliveryError('transient', '429');
      if (n === 2) throw new DeliveryError('unknown', 'timed out');
      return ann;
    });
    await expect(profiles.introduce(event())).rejects.toThrow('429');
    await expect(profiles.introduce(event())).rejects.toThrow('timed out');
    expect((await profiles.introduce(event())).sender.name).toBe('Ann Miller');
  });

  it('is served directly and waited for in a channel while the platform can’t say who he is', async () => {
    const profiles = open(
      async (userId, n) => (n === 1 ? { userId, name: '', kind: 'member', unverified: true } : ann),
      { ttlMs: 3_600_000 },
    );
    const { sender } = await profiles.introduce(event());
    expect(sender).toEqual({ userId: 'ann', name: 'Ann', kind: 'member', unverified: true });
    const inChannel = { ...event(), place: { ...event().place, kind: 'channel' as const } };
    await expect(profiles.introduce(inChannel)).rejects.toMatchObject({ fate: 'transient' });
    expect(profiles.learnt).toEqual([]);
    profiles.pass(60_000);
    expect((await profiles.introduce(inChannel)).sender.name).toBe('Ann Miller');
  });

  it('stays as the event says where look-ups aren’t permitted, which is told once', async () => {
    const profiles = open(async () => {
      throw new DeliveryError('permanent', 'missing_scope', { obstacle: 'not-permitted' });
    });
    const original = event();
    const { sender, ...rest } = await profiles.introduce(original);
    expect({ ...rest, sender }).toEqual({ ...original, sender: { ...original.sender, unverified: true } });
    await profiles.introduce(event());
    await profiles.introduce(event('tom'));
    expect(profiles.asked()).toBe(2);
    expect(profiles.warnings).toEqual([{ platform: 'slack', obstacle: 'not-permitted' }]);
  });

  it('is asked after again soon where the platform said nothing', async () => {
    const profiles = open(async (_userId, n) => (n === 1 ? undefined : { ...ann, kind: 'guest' }), {
      ttlMs: 3_600_000,
    });
    expect((await profiles.introduce(event())).sender.kind).toBe('member');
    profiles.pass(60_000);
    expect((await profiles.introduce(event())).sender.kind).toBe('guest');
  });

  it('is looked up again where what was learnt could not be kept', async () => {
    let works = false;
    const profiles = open(async () => ann, {
      learnt: async () => {
        if (!works) throw new Error('database');
      },
    });
    await expect(profiles.introduce(event())).rejects.toThrow('database');
    works = true;
    await profiles.introduce(event());
    expect(profiles.asked()).toBe(2);
  });

  it('of a platform that knows nothing more stays as he is', async () => {
    const profiles = open(async () => ann);
    const original = { ...event(), platform: 'wecom' };
    expect(await profiles.introduce(original)).toBe(original);
    const nobody = open(async () => undefined);
    const other = event();
    expect(await nobody.introduce(other)).toBe(other);
  });

  it('is remembered among 20,000 at most', async () => {
    const profiles = open(async (userId) => ({ ...ann, userId }));
    for (let i = 0; i <= 20_000; i++) await profiles.introduce(event(`U${i}`));
    const asked = profiles.asked();
    await profiles.introduce(event('U20000'));
    expect(profiles.asked()).toBe(asked);
    await profiles.introduce(event('U0'));
    expect(profiles.asked()).toBe(asked + 1);
  });
});
