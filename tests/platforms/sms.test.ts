import { createHash, createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DeliveryError, type Place } from '../../src/platforms/platform.ts';
import { signV3 } from '../../src/platforms/sms/aliyun.ts';
import { smsIn, smsVariables, type SmsSettings } from '../../src/platforms/sms/environment.ts';
import { createSmsPlatform, type SmsOptions } from '../../src/platforms/sms/sms-platform.ts';
import { startSmsGateway, startSmsServer, type SmsAnswer, type SmsRequest } from '../twins/sms-gateway.ts';

const NOW = Date.UTC(2026, 5, 1, 8);
const ADA = 'account:ada:mobile';
const SECRET = 'hunter2';
const to = (channel = ADA): Place => ({ platform: 'sms', tenant: '', channel });
const attempt = { key: 'row-1', again: false };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const ENV = {
  http: { SMS_TOKEN: SECRET },
  twilio: { SMS_ACCOUNT: 'AC1', SMS_SECRET: SECRET, SMS_FROM: '+14155550100' },
  aliyun: { SMS_ACCOUNT: 'key-id', SMS_SECRET: SECRET, SMS_FROM: '\u684c\u9762', SMS_TEMPLATE: 'SMS_1' },
} as const;

function settingsFor(env: Record<string, string>): SmsSettings {
  const { sms, mistakes } = smsIn(z.object(smsVariables).parse(env));
  if (!sms) throw new Error(mistakes.join());
  return sms;
}

async function platformAt(provider: keyof typeof ENV, url: string, more: Partial<SmsOptions> = {}) {
  const book: Record<string, string> = {
    [ADA]: '138 0013 8000',
    abroad: '+44 7700 900123',
    odd: 'reception',
  };
  const settings = settingsFor({ SMS_PROVIDER: provider, SMS_URL: url, ...ENV[provider] });
  const sms = createSmsPlatform(settings, {
    addresses: { resolve: async (handle) => book[handle] },
    now: () => NOW,
    ...more,
  });
  await sms.start(async () => {});
  return sms;
}

async function office(
  provider: keyof typeof ENV,
  answer: (request: SmsRequest) => SmsAnswer,
  more: Partial<SmsOptions> = {},
) {
  const server = await startSmsServer(answer);
  stops.push(server.stop);
  return { sms: await platformAt(provider, server.url, more), server };
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeliveryError)) throw new Error('no DeliveryError', { cause: error });
  expect(error.message).not.toMatch(/hunter2|138|words/);
  expect(error.cause).toBeUndefined();
  return error;
}

const send = (sms: Awaited<ReturnType<typeof platformAt>>, text = 'words') =>
  sms.send(to(), { text }, attempt);

describe('the generic gateway', () => {
  it('gets number, plain text and key', async () => {
    const twin = await startSmsGateway();
    stops.push(twin.stop);
    const sms = await platformAt('http', twin.url);
    expect(await send(sms, '**Code** [here](https://a.de/_b_)')).toEqual({ messageId: 'row-1' });
    await sms.sendNow('+44 7700 900123', { subject: 'left out', text: 'Code 123456' });
    expect(twin.messages).toEqual([
      { to: '+8613800138000', text: 'Code here: https://a.de/_b_' },
      { to: '+447700900123', text: 'Code 123456' },
    ]);
    const [first] = twin.requests;
    expect(first?.headers).toMatchObject({
      authorization: 'Bearer hunter2',
      'content-type': 'application/json',
    });
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ key: 'row-1' });
  });

  it.each<[number, string, string | undefined, string]>([
    [400, 'permanent', 'content', 'connected'],
    [422, 'permanent', 'content', 'connected'],
    [401, 'transient', 'not-permitted', 'refused'],
    [403, 'transient', 'not-permitted', 'refused'],
    [404, 'transient', 'not-permitted', 'refused'],
    [429, 'limited', undefined, 'connected'],
    [500, 'transient', undefined, 'connected'],
    [503, 'transient', undefined, 'connected'],
    [502, 'unknown', undefined, 'connected'],
    [504, 'unknown', undefined, 'connected'],
  ])('that answers %i', async (status, fate, obstacle, health) => {
    const twin = await startSmsGateway();
    stops.push(twin.stop);
    twin.fail(status);
    const sms = await platformAt('http', twin.url);
    const error = await failureOf(send(sms));
    expect([error.fate, error.obstacle, sms.health().state]).toEqual([fate, obstacle, health]);
    twin.fail(undefined);
    await send(sms);
    expect([twin.messages.length, sms.health().state]).toEqual([1, 'connected']);
  });

  it('says how long to wait', async () => {
    const { sms } = await office('http', () => ({ status: 429, headers: { 'retry-after': '7' } }));
    expect((await failureOf(send(sms))).retryAfterMs).toBe(7_000);
  });

  it('that refuses us is tried again after ten minutes', async () => {
    let now = NOW;
    const { sms } = await office('http', () => ({ status: 401 }), { now: () => now });
    await failureOf(send(sms));
    expect(sms.health()).toMatchObject({ state: 'refused', reason: expect.stringContaining('credentials') });
    now += 10 * 60_000;
    expect(sms.health().state).toBe('connected');
    await sms.stop();
    expect(sms.health().state).toBe('stopped');
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await startSmsServer(() => ({ status: 200 }));
    stops.push(elsewhere.stop);
    const { sms } = await office('http', () => ({ status: 307, headers: { location: elsewhere.url } }));
    expect((await failureOf(send(sms))).fate).toBe('transient');
    expect([elsewhere.requests.length, sms.health().state]).toEqual([0, 'refused']);
  });

  it('that has taken it may say what it likes', async () => {
    const { sms } = await office('http', () => ({ status: 200, body: 'x'.repeat(1_000_000) }));
    expect(await send(sms)).toEqual({ messageId: 'row-1' });
  });

  it.each<[string, SmsAnswer]>([
    ['falls silent', { hang: true }],
    ['hangs up', { cut: true }],
  ])('that %s may have taken it', async (_, answer) => {
    const { sms } = await office('http', () => answer, { timeoutMs: 200 });
    expect((await failureOf(send(sms))).fate).toBe('unknown');
  });

  it('that isn\u2019t there has taken nothing', async () => {
    const { sms, server } = await office('http', () => ({ status: 200 }));
    await server.stop();
    expect((await failureOf(send(sms))).fate).toBe('transient');
  });

  it('is never spoken to without TLS, unless it is on this machine', async () => {
    let asked = 0;
    const settings: SmsSettings = {
      provider: 'http',
      country: '+86',
      url: 'http://sms.example.com',
      token: SECRET,
    };
    const sms = createSmsPlatform(settings, {
      addresses: { resolve: async () => '13800138000' },
      now: () => NOW,
      fetch: async () => {
        asked += 1;
        return new Response();
      },
    });
    await failureOf(send(sms));
    expect(asked).toBe(0);
  });

  it('isn\u2019t asked without a number', async () => {
    const { sms, server } = await office('http', () => ({ status: 200 }));
    for (const handle of ['odd', 'account:eve:mobile']) {
      const error = await failureOf(sms.send(to(handle), { text: 'a' }, attempt));
      expect([error.fate, error.obstacle]).toEqual(['permanent', 'gone']);
    }
    expect((await failureOf(sms.sendNow('reception', { subject: '', text: 'a' }))).fate).toBe('permanent');
    expect(server.requests).toEqual([]);
  });
});

describe('Twilio', () => {
  it('gets a form, and the account by basic authentication', async () => {
    const { sms, server } = await office('twilio', () => ({ status: 201, body: { sid: 'SM1' } }));
    await send(sms, 'a & b = \u4e2d');
    const [request] = server.requests;
    expect(request?.url.pathname).toBe('/2010-04-01/Accounts/AC1/Messages.json');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      To: '+8613800138000',
      From: '+14155550100',
      Body: 'a & b = \u4e2d',
    });
    const [scheme, credentials = ''] = (request?.headers.authorization ?? '').split(' ');
    expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual(['Basic', 'AC1:hunter2']);
  });

  it.each<[number, number | undefined, string, string | undefined, string]>([
    [400, 21211, 'permanent', 'gone', 'connected'],
    [400, 21614, 'permanent', 'gone', 'connected'],
    [400, 21610, 'permanent', 'unreachable', 'connected'],
    [400, 21408, 'permanent', 'not-permitted', 'connected'],
    [400, 21617, 'permanent', 'content', 'connected'],
    [400, 21606, 'transient', 'not-permitted', 'refused'],
    [401, 20003, 'transient', 'not-permitted', 'refused'],
    [429, 20429, 'limited', undefined, 'connected'],
    [400, 99999, 'permanent', 'content', 'connected'],
    [429, undefined, 'limited', undefined, 'connected'],
    [503, undefined, 'transient', undefined, 'connected'],
  ])('answers %i with %s', async (status, code, fate, obstacle, health) => {
    const message = `The number +8613800138000 with words`;
    const { sms } = await office('twilio', () => ({ status, body: { code, message, status } }));
    const error = await failureOf(send(sms));
    expect([error.fate, error.obstacle, sms.health().state]).toEqual([fate, obstacle, health]);
  });
});

/** The signature as the vendor's document describes it, made from what came over the wire. */
function signatureOf({ method, url, headers, body }: SmsRequest): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const query = url.search.slice(1);
  const request = [method, url.pathname, query, lines.join(''), signed, sha256(body)].join('\n');
  return createHmac('sha256', SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest('hex');
}

describe('Aliyun', () => {
  const ok = { status: 200, body: { Code: 'OK', Message: 'OK', BizId: '1', RequestId: 'r' } };

  it('gets a signed request of SendSms', async () => {
    const { sms, server } = await office('aliyun', () => ok);
    await send(sms, "It's (done)! *\u4e2d\u6587 ~");
    await send(sms);
    const [request, other] = server.requests;
    if (!request) throw new Error('nothing came');
    expect([request.method, request.url.pathname, request.body]).toEqual(['POST', '/', '']);
    expect(Object.fromEntries(request.url.searchParams)).toMatchObject({
      PhoneNumbers: '13800138000',
      SignName: '\u684c\u9762',
      TemplateCode: 'SMS_1',
      TemplateParam: JSON.stringify({ text: "It's (done)! *\u4e2d\u6587 ~" }),
    });
    const names = [...request.url.searchParams.keys()];
    expect(names).toEqual(names.toSorted());
    expect(request.url.search).toContain('%27s%20%28done%29%21%20%2A');
    expect(request.headers).toMatchObject({
      'x-acs-action': 'SendSms',
      'x-acs-version': '2017-05-25',
      'x-acs-date': '2026-06-01T08:00:00Z',
      'x-acs-content-sha256': createHash('sha256').update('').digest('hex'),
    });
    const signed = 'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version';
    expect(request.headers.authorization).toBe(
      `ACS3-HMAC-SHA256 Credential=key-id,SignedHeaders=${signed},Signature=${signatureOf(request)}`,
    );
    expect(other?.headers['x-acs-signature-nonce']).not.toBe(request.headers['x-acs-signature-nonce']);
  });

  it('gets the signature of its own example', () => {
    const headers = {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': createHash('sha256').update('').digest('hex'),
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    };
    const query = 'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai';
    const keys = { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' };
    expect(signV3({ query, headers }, keys)).toMatch(
      /Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
    );
  });

  it('gets numbers abroad with their country, without the +', async () => {
    const { sms, server } = await office('aliyun', () => ok);
    await sms.send(to('abroad'), { text: 'a' }, attempt);
    expect(server.requests[0]?.url.searchParams.get('PhoneNumbers')).toBe('447700900123');
  });

  it.each<[number, string, string, string | undefined, string]>([
    [200, 'isv.MOBILE_NUMBER_ILLEGAL', 'permanent', 'gone', 'connected'],
    [200, 'isv.PARAM_NOT_SUPPORT_URL', 'permanent', 'content', 'connected'],
    [200, 'isv.BUSINESS_LIMIT_CONTROL', 'limited', undefined, 'connected'],
    [200, 'isv.DAY_LIMIT_CONTROL', 'limited', 'quota', 'connected'],
    [400, 'Throttling.User', 'limited', undefined, 'connected'],
    [200, 'isv.AMOUNT_NOT_ENOUGH', 'transient', 'quota', 'refused'],
    [200, 'isv.SMS_TEMPLATE_ILLEGAL', 'transient', 'not-permitted', 'refused'],
    [200, 'isv.SMS_SIGNATURE_ILLEGAL', 'transient', 'not-permitted', 'refused'],
    [200, 'isp.RAM_PERMISSION_DENY', 'transient', 'not-permitted', 'refused'],
    [404, 'InvalidAccessKeyId.NotFound', 'transient', 'not-permitted', 'refused'],
    [400, 'SignatureDoesNotMatch', 'transient', 'not-permitted', 'refused'],
    [200, 'isp.SYSTEM_ERROR', 'transient', undefined, 'connected'],
    [503, 'ServiceUnavailable', 'transient', undefined, 'connected'],
    [200, 'isv.SOMETHING_NEW', 'permanent', 'content', 'connected'],
  ])('answers %i with %s', async (status, Code, fate, obstacle, health) => {
    const { sms } = await office('aliyun', () => ({ status, body: { Code, Message: '13800138000 words' } }));
    const error = await failureOf(send(sms));
    expect([error.fate, error.obstacle, sms.health().state]).toEqual([fate, obstacle, health]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', 'words', 'unknown'],
    ['no Code', {}, 'unknown'],
    ['far too much', { Code: 'OK', more: 'x'.repeat(70_000) }, 'unknown'],
    ['words in its code', { Code: '13800138000 words' }, 'permanent'],
  ])('with %s', async (_, body, fate) => {
    const { sms } = await office('aliyun', () => ({ status: 200, body }));
    expect((await failureOf(send(sms))).fate).toBe(fate);
  });
});

describe('the variables of SMS', () => {
  const read = (env: Record<string, string>) => {
    const parsed = z.object(smsVariables).safeParse(env);
    if (!parsed.success) {
      const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return { sms: undefined, mistakes };
    }
    return smsIn(parsed.data);
  };

  it('say together which gateway it is', () => {
    expect(read({})).toEqual({ sms: undefined, mistakes: [] });
    expect(read({ SMS_PROVIDER: 'twilio', ...ENV.twilio, SMS_COUNTRY: '+1' }).sms).toEqual({
      provider: 'twilio',
      country: '+1',
      base: 'https://api.twilio.com',
      accountSid: 'AC1',
      authToken: SECRET,
      from: '+14155550100',
    });
    expect(read({ SMS_PROVIDER: 'aliyun', ...ENV.aliyun }).sms).toMatchObject({
      base: 'https://dysmsapi.aliyuncs.com',
      country: '+86',
    });
  });

  it('say what is wrong, and never the value', () => {
    const http = { SMS_PROVIDER: 'http', SMS_URL: 'https://sms.example.com', SMS_TOKEN: SECRET };
    const wrong: [Record<string, string>, string][] = [
      [{ SMS_TOKEN: SECRET }, 'SMS_PROVIDER: It is needed'],
      [{ SMS_PROVIDER: SECRET }, 'SMS_PROVIDER: http, twilio or aliyun'],
      [{ SMS_PROVIDER: 'http', SMS_TOKEN: SECRET }, 'SMS_URL: It is needed'],
      [{ SMS_PROVIDER: 'twilio', SMS_SECRET: SECRET, SMS_ACCOUNT: 'a' }, 'SMS_FROM: It is needed'],
      [{ SMS_PROVIDER: 'aliyun', ...ENV.aliyun, SMS_TEMPLATE: '' }, 'SMS_TEMPLATE: One line'],
      [{ ...http, SMS_URL: 'http://hunter2.example.com' }, 'SMS_URL: It must begin with https'],
      [{ ...http, SMS_URL: 'https://hunter2@sms.example.com' }, 'SMS_URL: An address without'],
      [{ ...http, SMS_TOKEN: 'hunter2\r\nX: y' }, 'SMS_TOKEN: Only'],
      [{ ...http, SMS_COUNTRY: 'hunter2' }, 'SMS_COUNTRY: A calling code'],
    ];
    for (const [env, start] of wrong) {
      const { sms, mistakes } = read(env);
      expect(sms).toBeUndefined();
      expect(mistakes.map((mistake) => mistake.startsWith(start))).toContain(true);
      expect(mistakes.join()).not.toContain(SECRET);
    }
    expect(read(http).mistakes).toEqual([]);
  });
});
