import { expect, it } from 'vitest';
import { openSetting } from './setting.ts';

it.each([
  ['{"ok":true}', { status: 200, body: '{"ok":true}' }],
  ['a user that is none', { status: 200, body: '{"ok":true,"user":"Ann"}' }],
  ['unknown_method', { error: 'unknown_method' }],
  ['HTTP 404', { status: 404 }],
  ['HTTP 405', { status: 405 }],
  ['HTTP 501', { status: 501 }],
])('Slack does not say who somebody is: %s', async (_, fault) => {
  const { twin, platform, surroundings, connected } = await openSetting();
  await connected();
  twin.fail('users.info', fault, fault);
  expect(await platform.profile?.('U0ANN')).toBeUndefined();
  expect(await platform.profile?.('U0BOB')).toBeUndefined();
  expect(twin.calledAt('users.info').length).toBe(2);
  expect(surroundings.logs.filter(({ message }) => message.includes('who people are')).length).toBe(1);
  expect(await platform.profile?.('U0ANN')).toMatchObject({ name: 'Ann' });
});

it('a few tries are enough to know that Slack does not say', async () => {
  const { twin, platform, connected } = await openSetting();
  await connected();
  const fault = { status: 500 };
  twin.fail('users.info', fault, fault);
  expect(await platform.profile?.('U0BOB')).toMatchObject({ name: 'Bob' });
  twin.fail('users.info', fault, fault, fault, fault);
  expect(await platform.profile?.('U0ANN')).toMatchObject({ kind: 'member', unverified: true });
  expect(twin.calledAt('users.info').length).toBe(6);
  expect(await platform.profile?.('U0ANN')).toMatchObject({ kind: 'member', unverified: true });
  expect(twin.calledAt('users.info').length).toBe(7);
});

it('nobody is kept waiting for long by a Slack that does not answer who he is', async () => {
  const { twin, platform, connected } = await openSetting({ timings: { callMs: 60_000, introduceMs: 50 } });
  await connected();
  twin.fail('users.info', { line: 'silent-after' });
  expect(await platform.profile?.('U0ANN')).toMatchObject({ kind: 'member', unverified: true });
});

it.each([
  ['too many calls', { error: 'ratelimited' }, { fate: 'limited' }],
  [
    'a scope that the app lacks',
    { error: 'missing_scope' },
    { fate: 'permanent', obstacle: 'not-permitted' },
  ],
])('what Slack says instead of who somebody is can be heard: %s', async (_, fault, error) => {
  const { twin, platform, connected } = await openSetting();
  await connected();
  twin.fail('users.info', fault);
  await expect(platform.profile?.('U0ANN')).rejects.toMatchObject(error);
});

it('an account is the one that was asked for where Slack leaves out its id and team', async () => {
  const { twin, platform, connected } = await openSetting();
  await connected();
  const body = JSON.stringify({ ok: true, user: { real_name: 'Ann', is_restricted: true } });
  twin.fail('users.info', { status: 200, body });
  expect(await platform.profile?.('U0ANN')).toMatchObject({ userId: 'U0ANN', name: 'Ann', kind: 'guest' });
});
