import { afterEach, describe, expect, it } from 'vitest';
import { open, placeOf, type Opened, type OpenOptions } from './opened.ts';

let opened: Opened | undefined;

async function start(options?: OpenOptions): Promise<Opened> {
  opened = await open(options);
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const USER = 'user/get';

describe('profiles', () => {
  it('come from the address book, once a day', async () => {
    const { twin, platform, clock } = await start();
    const expected = {
      userId: 'ann',
      name: 'Ann',
      kind: 'member',
      email: 'ann@example.com',
      department: '\u8d22\u52a1\u90e8',
    };
    expect(await platform.profile?.('ann')).toEqual(expected);
    clock.now += 23 * 3_600_000;
    expect(await platform.profile?.('ann')).toEqual(expected);
    expect(twin.ledger.callsOf(USER)).toBe(1);
    clock.now += 2 * 3_600_000;
    await platform.profile?.('ann');
    expect(twin.ledger.callsOf(USER)).toBe(2);
  });

  it('are nothing where the app may not look, which is said once', async () => {
    const { twin, platform, surroundings } = await start();
    twin.cloud.addressBook = false;
    expect(await platform.profile?.('ann')).toBeUndefined();
    expect(await platform.profile?.('bob')).toBeUndefined();
    const said = surroundings.logs.filter(({ message }) => message.includes('qyapi_get_member'));
    expect(said).toHaveLength(1);
    expect(surroundings.alerts).toEqual([]);
    twin.cloud.addressBook = true;
    expect(await platform.profile?.('nobody')).toBeUndefined();
    expect(await platform.profile?.('$:LWCP_v1:$eve')).toBeUndefined();
  });
});

describe('an address book that doesn\u2019t answer', () => {
  it.each([
    ['fails', USER, { status: 500, body: {} }],
    ['answers no JSON', USER, { raw: '<html>' }],
    ['answers in an odd way', USER, { body: { errcode: 0, result: 'ann' } }],
    ['cuts the line', USER, { cuts: true }],
    ['hangs', USER, { hangs: true }],
    ['gives no token', 'accessToken', { status: 500, body: {} }],
    ['refuses the credentials', 'accessToken', { status: 400, body: { code: 'invalidClientIdOrSecret' } }],
    ['keeps the token to itself', 'accessToken', { hangs: true }],
  ])('keeps nobody waiting: it %s', async (_, path, fault) => {
    const { twin, platform } = await start({ platform: { timings: { lookUp: 250 } } });
    twin.fails(path, fault);
    expect(await platform.profile?.('ann')).toBeUndefined();
  });

  it('is left alone for a minute, and asked again then', async () => {
    const { twin, platform, clock } = await start();
    twin.fails(USER, { status: 500, body: {} });
    await platform.profile?.('ann');
    clock.now += 59_999;
    expect(await platform.profile?.('ann')).toBeUndefined();
    expect(await platform.profile?.('bob')).toBeUndefined();
    expect(twin.ledger.callsOf(USER)).toBe(1);
    clock.now += 1;
    expect(await platform.profile?.('ann')).toMatchObject({ email: 'ann@example.com' });
  });

  it('only about one person is asked about others', async () => {
    const { twin, platform, clock } = await start();
    twin.fails(USER, { body: { errcode: 0, result: 'ann' } });
    await platform.profile?.('ann');
    expect(await platform.profile?.('bob')).toMatchObject({ name: 'Bob' });
    expect(await platform.profile?.('ann')).toBeUndefined();
    clock.now += 60_000;
    expect(await platform.profile?.('ann')).toMatchObject({ name: 'Ann' });
  });
});

describe('the pace of looking people up', () => {
  it('stays below the vendor\u2019s when 600 new people come at once, and none of them waits', async () => {
    const { twin, platform, clock } = await start({ twin: { apiPerSecond: 20 } });
    const people = Array.from({ length: 600 }, (_, index) => `p${index}`);
    for (const id of people) twin.account({ id, name: id });
    const profiles = await Promise.all(people.map(async (id) => platform.profile?.(id)));
    const found = profiles.filter((profile) => profile !== undefined).length;
    expect(found).toBeGreaterThan(10);
    const calls = twin.ledger.callsOf(USER);
    expect(calls).toBeLessThanOrEqual(18);
    clock.now += 1_000;
    expect(await platform.profile?.('p599')).toMatchObject({ name: 'p599' });
  });

  it('holds nothing else when it was too fast', async () => {
    const { twin, platform, clock } = await start();
    twin.fails(USER, { body: { errcode: 90018, errmsg: 'qps' } });
    expect(await platform.profile?.('ann')).toBeUndefined();
    expect(platform.admit?.(placeOf('ann'), 'send')).toBe(0);
    clock.now += 1_000;
    expect(await platform.profile?.('ann')).toMatchObject({ name: 'Ann' });
  });
});
