import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { attempt, failureOf, GROUP, open, placeOf, type OpenOptions, type Opened } from './opened.ts';

let opened: Opened | undefined;

async function start(options?: OpenOptions): Promise<Opened> {
  opened = await open(options);
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const ANN = placeOf('ann');
const STAFF = placeOf(GROUP);
const hello: OutboundMessage = { text: 'Hello' };

describe('refusals', () => {
  const BATCH = '/oToMessages/batchSend';
  const refusal = (code: string, status = 400) => ({ status, body: { code, message: 'no', requestid: 'r' } });

  it.each([
    [
      '403 of the pace',
      refusal('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403),
      { fate: 'limited', retryAfterMs: 1_000 },
    ],
    [
      '429',
      { ...refusal('TooManyRequests', 429), headers: { 'retry-after': '7' } },
      { fate: 'limited', retryAfterMs: 7_000 },
    ],
    ['200 with a code of the pace', { body: { errcode: 90018 } }, { fate: 'limited', retryAfterMs: 1_000 }],
    ['too fast', refusal('send.too.fast'), { fate: 'limited', retryAfterMs: 10_000 }],
    ['500', refusal('ServiceUnavailable', 500), { fate: 'transient' }],
    ['200 with an errcode', { status: 200, body: { errcode: -1, errmsg: 'busy' } }, { fate: 'transient' }],
    [
      'an IP that is blocked',
      { status: 200, body: { status: 1111 } },
      { fate: 'limited', retryAfterMs: 300_000 },
    ],
    [
      'a quota that is used up',
      refusal('Forbidden.AccessDenied.ApiCountLimitForOrg', 403),
      { fate: 'limited', obstacle: 'quota' },
    ],
    [
      'a content that is refused',
      { status: 200, body: { errcode: 430102, errmsg: 'no' } },
      { fate: 'permanent', obstacle: 'content' },
    ],
    [
      'a robot that is not ours',
      refusal('invalidParameter.robotCode.auth'),
      { fate: 'permanent', obstacle: 'not-permitted' },
    ],
    ['a group that is gone', refusal('invalid.openConversationId'), { fate: 'permanent', obstacle: 'gone' }],
    ['something new', refusal('something.new'), { fate: 'permanent' }],
    [
      'an explanation of an odd shape',
      { body: { errcode: 310000, errmsg: { a: 1 } } },
      { code: '310000', fate: 'permanent', obstacle: 'gone' },
    ],
    ['a code of an odd shape', { body: { errcode: { a: 1 }, errmsg: 'no' } }, { fate: 'permanent' }],
    ['a failure in words', { body: { success: 'false' } }, { fate: 'permanent' }],
    [
      'a person who is in a list by number',
      { body: { processQueryKey: 'k', flowControlledStaffIdList: [123] } },
      { fate: 'limited', retryAfterMs: 30_000 },
    ],
    ['an answer that is no JSON', { raw: '<html>' }, { fate: 'unknown' }],
    ['a cut after accepting', { accepts: true, cuts: true }, { fate: 'unknown' }],
  ])('%s', async (_, fault, expected) => {
    const { twin, platform } = await start();
    twin.fails(BATCH, fault);
    expect(await failureOf(platform.send(ANN, hello, attempt('1')))).toMatchObject(expected);
    expect(twin.ledger.callsOf(BATCH)).toBe(1);
  });

  it('hide in lists: who is there got nothing', async () => {
    const { twin, platform, clock } = await start();
    expect(await failureOf(platform.send(placeOf('nobody'), hello, attempt('1')))).toMatchObject({
      fate: 'permanent',
      obstacle: 'unreachable',
    });
    twin.cloud.filtered.add('bob');
    expect(await failureOf(platform.send(placeOf('bob'), hello, attempt('2')))).toMatchObject({
      fate: 'permanent',
    });
    twin.cloud.flowControlled.add('ann');
    const held = await failureOf(platform.send(ANN, hello, attempt('3')));
    expect(held).toMatchObject({ fate: 'limited', retryAfterMs: 30_000 });
    twin.cloud.flowControlled.clear();
    clock.now += 30_000;
    await platform.send(ANN, hello, attempt('3'));
    expect(twin.ledger.posted.map(({ place }) => place)).toEqual(['ann']);
  });

  it('of a permission name it to the administrators', async () => {
    const { twin, platform, surroundings } = await start();
    twin.cloud.permitted = false;
    const error = await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(error).toMatchObject({ fate: 'permanent', obstacle: 'not-permitted' });
    expect(surroundings.alerts).toMatchObject([{ code: 'permission-missing' }]);
    expect(surroundings.alerts[0]?.text).toContain('qyapi_robot_sendmsg');
  });

  it('of a permission name it even where it is said as a word', async () => {
    const { twin, platform, surroundings } = await start();
    const accessdenieddetail = { requiredScopes: 'qyapi_robot_sendmsg' };
    const code = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';
    twin.fails(BATCH, { status: 403, body: { code, message: 'no', accessdenieddetail } });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    expect(surroundings.alerts[0]?.text).toContain('qyapi_robot_sendmsg');
  });

  it('of the pace let nothing pass before the time is over', async () => {
    const { twin, platform, clock } = await start();
    twin.fails(BATCH, { status: 429, headers: { 'retry-after': '7' }, body: { code: 'TooMany' } });
    await failureOf(platform.send(ANN, hello, attempt('1')));
    const refusedAt = clock.now;
    expect(platform.admit?.(ANN, 'send')).toBe(7_000);
    expect(platform.admit?.(STAFF, 'recall')).toBe(7_000);
    clock.now += 6_999;
    expect(platform.admit?.(ANN, 'send')).toBe(1);
    clock.now += 1;
    expect(platform.admit?.(ANN, 'send')).toBe(0);
    await platform.send(ANN, hello, attempt('1'));
    const [first, second] = twin.ledger.calls.filter(({ path }) => path.endsWith(BATCH));
    expect([first?.at, second?.at]).toEqual([refusedAt, refusedAt + 7_000]);
  });
});
