import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import { readConfig } from '../../src/config.ts';
import { serveWeb, type WebServer } from '../../src/web-server.ts';
import type { ResetPage } from '../../src/identity/password-reset/page.ts';
import { createWebApp } from '../../src/web/web-app.ts';
import {
  BASE_URL,
  codeIn,
  floorOf,
  GOOD_PASSWORD,
  openClinic,
  proveTwice,
  requestsOf,
  setupOf,
  tokensOf,
  type Clinic,
} from '../password-reset/clinic.ts';
import { webWorld } from './world.ts';

const GONE = 'This link is not good any more';

let clinic: Clinic;
let server: WebServer;
let address: string;
beforeEach(async () => {
  clinic = await openClinic();
  server = await serveWeb({
    deskline: clinic.deskline,
    config: { ...readConfig({ PORT: '0', HOST: '127.0.0.1' }), publicUrl: BASE_URL },
    log: clinic.pino,
    now: () => clinic.now(),
    root: process.cwd(),
    reset: setupOf(clinic),
  });
  address = `http://127.0.0.1:${server.port}`;
});
afterEach(async () => {
  await server.close();
  await clinic.close();
});

interface Asked {
  body?: Record<string, string>;
  cookie?: string | undefined;
  headers?: Record<string, string>;
  method?: string;
}

function ask(path: string, { body, cookie, headers = {}, method }: Asked = {}): Promise<Response> {
  return fetch(new URL(path, address), {
    method: method ?? (body ? 'POST' : 'GET'),
    redirect: 'manual',
    headers: {
      'accept-language': 'en',
      ...(body ? { 'sec-fetch-site': 'same-origin' } : {}),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(body ? { body: new URLSearchParams(body) } : {}),
  });
}

async function linkFor(id = 'ann'): Promise<string> {
  const user = clinic.user(id);
  await user.says('I forgot my password');
  await user.presses('Reset my password now');
  return user.token();
}

/** Opens the link and gives the browser's cookie. */
async function opened(): Promise<string> {
  const answer = await ask('/reset/open', { body: { token: await linkFor() } });
  expect(answer.status).toBe(303);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

describe('the page behind a link', () => {
  it('PR-11 a hundred looks at it leave it good, by GET and by HEAD, whatever comes with them', async () => {
    const token = await linkFor();
    for (let n = 0; n < 50; n += 1) {
      expect((await ask('/reset', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } })).status).toBe(
        200,
      );
      await ask(`/reset?token=${token}`, { method: 'HEAD' });
    }
    for (const path of ['/reset/open', `/reset/open?token=${token}`, `/reset/steps?token=${token}`])
      await ask(path);
    expect((await tokensOf(clinic)).map(({ usedAt }) => usedAt)).toEqual([null]);
    expect((await ask('/reset/open', { body: { token } })).status).toBe(303);
    expect((await ask('/reset/open', { body: { token } })).status).toBe(410);
  });

  it('PR-15 malformed, foreign, used and expired tokens get one text (how long it takes: bench/reset.ts)', async () => {
    const used = await linkFor();
    await ask('/reset/open', { body: { token: used } });
    const old = await linkFor('li-lei').catch(() => 'x');
    const kinds = { malformed: '<script>', unknown: 'A'.repeat(43), used, old };
    clinic.shift(16 * 60_000);
    const texts = new Set<string>();
    for (const token of Object.values(kinds)) {
      const answer = await ask('/reset/open', { body: { token } });
      expect(answer.status).toBe(410);
      texts.add((await answer.text()).replace(/data-at="\d+"/g, ''));
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain(GONE);
  });

  it('speaks the language its owner wrote, to the end, whatever his browser prefers', async () => {
    const cookie = await opened();
    const headers = { 'accept-language': 'zh-CN' };
    const words = async (path: string, body?: Record<string, string>) =>
      (await ask(path, { cookie, headers, ...(body ? { body } : {}) })).text();
    expect(await words('/reset/steps')).toContain('Set a new password');
    const wrong = await words('/reset/prove', { method: 'sms', code: '000000' });
    expect(wrong).toContain('Set a new password');
    await words('/reset/prove', { method: 'sms', code: codeIn(clinic.post.letters().phone) });
    await words('/reset/prove', { method: 'mail', code: codeIn(clinic.post.letters().mailbox) });
    await words('/reset/password', { password: GOOD_PASSWORD, again: GOOD_PASSWORD });
    expect(await words('/reset/steps')).toContain('log in with the new password');
  });

  it('PR-18 says after unlocking that the old password is the one to use', async () => {
    clinic.lab.set('ann', { locked: true });
    const ann = clinic.user('ann');
    await ann.says('my account is locked');
    await ann.presses('Only unlock it, keep my password');
    const answer = await ask('/reset/open', { body: { token: ann.token() } });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await ask('/reset/prove', { cookie, body: { method: 'sms', code: codeIn(clinic.post.letters().phone) } });
    await ask('/reset/prove', {
      cookie,
      body: { method: 'mail', code: codeIn(clinic.post.letters().mailbox) },
    });
    await ask('/reset/unlock', { cookie, body: { go: '1' } });
    const end = await (await ask('/reset/steps', { cookie })).text();
    expect(end).toContain('Unlock the account');
    expect(end).toContain('log in with the password you had');
  });

  it('is stopped also while the directory is down', async () => {
    const cookie = await opened();
    clinic.lab.before = async () => {
      throw new DirectoryError('unavailable', 'down');
    };
    const answer = await ask('/reset/cancel', { cookie, body: { go: '1' } });
    expect(await answer.text()).toContain('Stopped. Nothing was changed.');
    expect((await requestsOf(clinic)).map(({ state }) => state)).toEqual(['void']);
  });

  it('PR-12 a forged host is refused or changes nothing: links come from the configuration', async () => {
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    const answer = await ask('/reset', { headers: forged });
    expect(await answer.text()).not.toContain('evil.example');
    await linkFor();
    expect(clinic.user('ann').last()).toContain(`${BASE_URL}/reset#`);
  });

  it('PR-12, W-5 no referrer, no store, nothing from anywhere else', async () => {
    const answer = await ask('/reset');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const sources = [...(await answer.text()).matchAll(/(?:src|href|action)="([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(sources.filter((one) => !one.startsWith('/') && !one.startsWith('#'))).toEqual([]);
  });

  it('W-3, W-4 the cookie is the page’s own, and another site can’t post', async () => {
    const answer = await ask('/reset/open', { body: { token: await linkFor() } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-deskline_reset=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const crossed = await ask('/reset/open', {
      body: { token: 'x' },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(crossed.status).toBe(403);
  });

  it('PR-8 takes codes and the password in bodies only, and gives neither back', async () => {
    const cookie = await opened();
    const code = codeIn(clinic.post.letters().phone);
    expect((await ask('/reset/prove', { cookie, body: { method: 'sms', code } })).status).toBe(303);
    const second = codeIn(clinic.post.letters().mailbox);
    expect((await ask('/reset/prove', { cookie, body: { method: 'mail', code: second } })).status).toBe(303);
    const weak = 'passwordpassword';
    const refused = await ask('/reset/password', { cookie, body: { password: weak, again: weak } });
    expect(refused.status).toBe(422);
    const text = await refused.text();
    expect(text).toContain('Many people use this one');
    expect(text).not.toContain(weak);
    const done = await ask('/reset/password', {
      cookie,
      body: { password: GOOD_PASSWORD, again: GOOD_PASSWORD },
    });
    expect(done.status).toBe(303);
    expect(await (await ask('/reset/steps', { cookie })).text()).toContain('Done.');
    expect((await ask('/reset/password', { cookie, body: { password: 'x', again: 'x' } })).status).toBe(410);
    expect(clinic.lab.writes).toEqual(['password ann']);
  });

  it('PR-11 two posts of the password at once: one write', async () => {
    const cookie = await opened();
    await proveTwice(clinic, cookie.split('=')[1] ?? '');
    const body = { password: GOOD_PASSWORD, again: GOOD_PASSWORD };
    const answers = await Promise.all([1, 2].map(() => ask('/reset/password', { cookie, body })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410]);
    expect(clinic.lab.writes).toHaveLength(1);
  });

  it('says how many tries are left, offers the other ways, and stops when asked', async () => {
    const cookie = await opened();
    const wrong = await ask('/reset/prove', { cookie, body: { method: 'sms', code: '1' } });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('2 tries left');
    clinic.shift(1);
    expect((await ask('/reset/send', { cookie, body: { method: 'mail' } })).status).toBe(303);
    expect(await (await ask('/reset/steps', { cookie })).text()).toContain(
      'secondary mailbox a***@h***.example',
    );
    expect(await (await ask('/reset/cancel', { cookie, body: {} })).text()).toContain('Stopped');
    expect((await requestsOf(clinic))[0]).toMatchObject({ state: 'void', because: 'cancelled' });
    expect((await ask('/reset/steps', { cookie })).status).toBe(410);
  });

  it('PR-26 nobody without the cookie gets anywhere', async () => {
    await opened();
    for (const path of [
      '/reset/password',
      '/reset/unlock',
      '/reset/prove',
      '/reset/send',
      '/reset/enrol/password',
    ]) {
      expect(
        (await ask(path, { body: { method: 'sms', code: '1', password: 'x', again: 'x' } })).status,
      ).toBe(410);
    }
    expect((await ask('/reset/steps')).status).toBe(410);
    expect((await ask('/reset/begin/01ARZ3NDEKTSV4RRFFQ69G5FAV', { body: {} })).status).toBe(410);
  });

  it('PR-21 “It wasn’t me” acts on a POST only', async () => {
    const cookie = await opened();
    await proveTwice(clinic, cookie.split('=')[1] ?? '');
    await ask('/reset/password', { cookie, body: { password: GOOD_PASSWORD, again: GOOD_PASSWORD } });
    await clinic.deskline.settle();
    const letter = clinic.post.letters().mailbox.find(({ to }) => to === 'ann@work.example');
    const token = /not-me#([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
    await ask(`/reset/not-me?token=${token}`);
    const done = await ask('/reset/not-me', { body: { token } });
    expect(await done.text()).toContain('an urgent ticket is open');
    expect((await ask('/reset/not-me', { body: { token } })).status).toBe(410);
  });

  it('PR-28 while it is off every link is gone, with the same text', async () => {
    const token = await linkFor();
    await floorOf(clinic).turn(false, 'zoe');
    const answer = await ask('/reset/open', { body: { token } });
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain(GONE);
  });

  it('PR-15, PR-25 there is no form that takes a user name, and no page that resets for another', async () => {
    for (const path of ['/reset', '/reset/steps', '/reset/not-me']) {
      expect(await (await ask(path)).text()).not.toMatch(/name="(?:login|user|username|account)"/);
    }
    expect((await ask('/admin/password-reset')).status).toBe(404);
    expect((await ask('/demo/directory')).status).toBe(404);
    expect((await ask('/demo/directory/log-in', { body: { login: 'ann', password: 'x' } })).status).toBe(404);
  });
});

it('the page’s files are where they are asked for', async () => {
  for (const name of ['reset.js', 'reset.css']) {
    expect((await ask(join('/assets', name))).status).toBe(200);
  }
});

/** The pages with a reset that knows no request. */
async function emptyPages() {
  const world = await webWorld();
  const page = { openAs: async () => undefined, notMeAs: async () => false };
  const reset = { ...world.deps.reset, page: page as Partial<ResetPage> as ResetPage };
  const app = createWebApp({ ...world.deps, reset });
  await world.close();
  return async (path: string, body?: Record<string, string>) => {
    const headers = { 'accept-language': 'en', cookie: 'deskline_person=ann', origin: 'http://localhost' };
    const how = body === undefined ? {} : { method: 'POST', body: new URLSearchParams(body) };
    const answer = await app.request(path, { headers, ...how });
    return { status: answer.status, text: await answer.text() };
  };
}

describe('addresses of pages', () => {
  it('W-4 the address of a page makes it post to no other one', async () => {
    const asked = await emptyPages();
    const plain = await asked('/reset/begin/01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect(plain.text).toContain('action="/reset/begin/01ARZ3NDEKTSV4RRFFQ69G5FAV"');
    for (const id of ['..%2Funlock', '..%2Fnot-me%2F01ARZ3NDEKTSV4RRFFQ69G5FAV', '%00', 'a%3Fb']) {
      for (const what of ['begin', 'not-me']) {
        const { status, text } = await asked(`/reset/${what}/${id}`);
        expect({ status, forms: text.match(/action="\/reset/g) }).toEqual({ status: 404, forms: null });
        expect((await asked(`/reset/${what}/${id}`, {})).status).toBe(404);
      }
    }
  });
});
