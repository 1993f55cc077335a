import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLdapDirectory } from '../../src/identity/accounts/ldap/ldap-directory.ts';
import { missingOpenldap } from '../support/openldap-server.ts';
import { openHospital, OWNER, type CrashPoint, type Hospital } from './hospital.ts';

const missing = missingOpenldap();
const skipped = missing !== undefined && process.env['CI'] !== 'true';

/** On the way from the first word to the notice; `passing`: the how manieth time it is passed. */
const points: readonly (CrashPoint & { ends: 'done' | 'unknown' })[] = [
  { point: 'reset-begun', passing: 1, ends: 'done' },
  { point: 'after-send', passing: 2, ends: 'done' },
  { point: 'reset-opened', passing: 1, ends: 'done' },
  { point: 'reset-code-stored', passing: 1, ends: 'done' },
  { point: 'reset-try-taken', passing: 1, ends: 'done' },
  { point: 'reset-try-taken', passing: 2, ends: 'done' },
  { point: 'reset-before-write', passing: 1, ends: 'unknown' },
  { point: 'reset-after-write', passing: 1, ends: 'unknown' },
  { point: 'reset-done', passing: 1, ends: 'done' },
];

describe.skipIf(skipped)(`PR-24 a program that is killed on the way${missing ? ` (${missing})` : ''}`, () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await openHospital();
  }, 60_000);
  afterAll(() => hospital.close());

  it.each(points)(
    'PR-24 at $point ($passing): one write at the most, and nothing in doubt is repeated',
    { timeout: 60_000 },
    async (crash) => {
      const file = `${crash.point}-${crash.passing}.db`;
      const password = `A new passphrase of ${crash.point} ${crash.passing}`;
      const directory = createLdapDirectory(hospital.server.settings());
      const before = (await directory.ownChanges(0))!.length;
      await hospital.begin(file, crash);
      await walk(hospital, file, password);
      await hospital.settle();
      await hospital.stop();

      expect((await directory.ownChanges(0))!.length - before).toBeLessThanOrEqual(1);
      const requests = hospital.rows<{ state: string }>(
        file,
        'select state from reset_requests order by started_at',
      );
      expect(requests.map(({ state }) => state)).toContain(crash.ends);
      expect(requests.map(({ state }) => state)).not.toContain('applying');
      const said = hospital.rows<{ body: string }>(
        file,
        "select body from outbox where body like '%new password%'",
      );
      expect(said.length).toBeGreaterThan(0);
      const kinds = hospital
        .rows<{ kind: string }>(file, 'select kind from security_events order by n')
        .map(({ kind }) => kind);
      const logsIn = await hospital.server.logsIn(OWNER, password);
      expect(crash.ends === 'unknown' ? kinds.slice(-2).join() === 'unknown,notified' : logsIn).toBe(true);
    },
  );

  it('PR-8 no password, no code and no token is in any file: database, write-ahead log, log', () => {
    const codes = [...hospital.gateway.messages, ...hospital.mailbox.letters].flatMap(
      ({ text }) => text.match(/(?<!\d)\d{6}(?!\d)/g) ?? [],
    );
    const tokens = hospital.mailbox.letters.flatMap(
      ({ text }) => text.match(/(?<=not-me#)[0-9a-f]{64}/g) ?? [],
    );
    const secrets = ['A new passphrase of', 'bot-secret-2026', ...tokens];
    expect(codes.length).toBeGreaterThan(10);
    expect(tokens.length).toBeGreaterThan(3);
    for (const { name, bytes } of hospital.files()) {
      for (const secret of secrets)
        expect({ name, found: bytes.includes(secret) }).toEqual({ name, found: false });
    }
    // Six digits stand in many a longer number: only as a word of their own they are a code.
    for (const { name, bytes } of hospital.files()) {
      const text = bytes.toString('latin1');
      for (const code of codes) {
        const found = new RegExp(`(?<![\\dA-Za-z])${code}(?![\\dA-Za-z])`).test(text);
        expect({ name, found }).toEqual({ name, found: false });
      }
    }
  });
});

/** Goes the whole way; where the program dies it is begun anew, and he goes on from where the page is. */
async function walk(hospital: Hospital, file: string, password: string): Promise<void> {
  const alive = async () => {
    if (hospital.isAlive()) return;
    await hospital.died();
    await hospital.begin(file);
  };
  const settle = async () => {
    await hospital.settle();
    await alive();
    await hospital.settle();
  };
  const button = () => {
    const rows = hospital.rows<{ seq: number }>(
      file,
      "select seq from web_messages where body like '%reset-password%' order by seq desc limit 1",
    );
    return rows[0]?.seq;
  };
  const request = () =>
    hospital.rows<{ id: string; state: string }>(
      file,
      'select id, state from reset_requests order by started_at desc, id desc limit 1',
    )[0];

  await hospital.says('I forgot my password');
  await settle();
  await hospital.presses('reset-password', button() ?? 0);
  await settle();
  if (!request()) {
    await hospital.presses('reset-password', button() ?? 0);
    await settle();
  }
  let cookie = await opened(hospital, request()?.id ?? '');
  if (cookie === undefined) {
    // The page was opened by somebody who got no answer: nobody has its secret, and he begins again.
    await hospital.died();
    await alive();
    await hospital.presses('reset-password', button() ?? 0);
    await settle();
    cookie = await opened(hospital, request()?.id ?? '');
  }
  for (let round = 0; round < 12; round += 1) {
    await alive();
    const shown = await hospital.get('/reset/steps', cookie).catch(() => undefined);
    if (shown === undefined) {
      await hospital.died();
      continue;
    }
    const method = /name="method" value="(sms|mail)"\/><label/.exec(shown)?.[1];
    if (shown.includes('name="again"'))
      await hospital.post('/reset/password', { password, again: password }, cookie);
    else if (method !== undefined) await prove(hospital, method, cookie ?? '');
    else if (/name="method"/.test(shown)) {
      await hospital.post(
        '/reset/send',
        { method: /name="method" value="(sms|mail)"/.exec(shown)?.[1] ?? '' },
        cookie,
      );
    } else break;
    if (!hospital.isAlive()) await hospital.died();
  }
  await settle();
}

async function opened(hospital: Hospital, id: string): Promise<string | undefined> {
  const answer = await hospital.post(`/reset/begin/${id}`, {});
  return (answer?.headers.get('set-cookie') ?? undefined)?.split(';')[0];
}

async function prove(hospital: Hospital, method: string, cookie: string): Promise<void> {
  const texts =
    method === 'sms'
      ? hospital.gateway.messages
      : hospital.mailbox.letters.filter(({ to }) => to === 'wei@home.test');
  const codes = texts
    .map(({ text }) => /(?<!\d)(\d{6}) is the code/.exec(text)?.[1])
    .filter((one) => one !== undefined);
  await hospital.post('/reset/prove', { method, code: codes.at(-1) ?? '' }, cookie);
}
