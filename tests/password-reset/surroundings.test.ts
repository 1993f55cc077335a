import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { resetFiguresIn } from '../../src/analytics/password-resets.ts';
import { createDemoDirectory } from '../../src/identity/accounts/demo-directory.ts';
import { createKeys, sameHash } from '../../src/identity/password-reset/keys.ts';
import { maskedMail, maskedPhone } from '../../src/identity/password-reset/masked.ts';
import { readConfig } from '../../src/config.ts';
import { resetSetup } from '../../src/reset-setup.ts';
import {
  DAY,
  floorOf,
  GOOD_PASSWORD,
  HOUR,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  resetContent,
  securityOf,
  type Clinic,
} from './clinic.ts';

let clinic: Clinic | undefined;
afterEach(async () => {
  await clinic?.close();
  clinic = undefined;
});

async function resetOf(open: Clinic): Promise<void> {
  const session = await openPage(open);
  await proveTwice(open, session);
  expect(await pageOf(open).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
  await open.deskline.settle();
}

describe('PR-22 whoever ends sessions', () => {
  it('PR-22 is told with a signature, again until it answers', async () => {
    const calls: { headers: IncomingHttpHeaders; body: string }[] = [];
    let status = 503;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes) => (body += String(bytes)));
      request.on('end', () => {
        calls.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const secret = 'a secret of the identity provider';
    clinic = await openClinic({ revocation: { url: `http://127.0.0.1:${port}/revoke`, secret } });
    await resetOf(clinic);
    expect(calls).toHaveLength(1);
    status = 204;
    await clinic.pass(HOUR);
    await clinic.deskline.settle();
    expect(calls).toHaveLength(2);
    const { headers, body } = calls[1]!;
    expect(JSON.parse(body)).toMatchObject({ event: 'password-reset', account: 'ann', login: 'ann' });
    const signed = createHmac('sha256', secret)
      .update(`${String(headers['x-deskline-timestamp'])}.${body}`)
      .digest('hex');
    expect(headers['x-deskline-signature']).toBe(`sha256=${signed}`);
    server.close();
  });
});

describe('PR-23 the directory’s own log', () => {
  it('PR-23 is compared with ours: what we did is known, what another did with our account is not', async () => {
    clinic = await openClinic();
    await resetOf(clinic);
    const { lab } = clinic;
    lab.ownChanges = async () => [{ dn: 'uid=ann', at: clinic!.now() }];
    expect(await floorOf(clinic).compare(0, clinic.now())).toBe(0);
    lab.ownChanges = async () => [
      { dn: 'uid=ann', at: clinic!.now() - DAY },
      { dn: 'uid=nobody', at: clinic!.now() },
    ];
    expect(await floorOf(clinic).compare(0, clinic.now())).toBe(2);
    expect((await securityOf(clinic)).filter(({ kind }) => kind === 'change-not-ours')).toHaveLength(2);
    lab.ownChanges = async () => undefined;
    expect(await floorOf(clinic).compare(0, clinic.now())).toBeUndefined();
  });
});

describe('what the board shows of it', () => {
  it('counts starts, ends, reasons and the time taken', async () => {
    clinic = await openClinic();
    await resetOf(clinic);
    await clinic.user('bob').says('I forgot my password');
    const figures = await resetFiguresIn(clinic.deskline.db, { from: 0, to: clinic.now() + 1 });
    expect(figures).toEqual({
      started: 2,
      done: 1,
      refused: [{ because: 'too-few-proofs', count: 1 }],
      medianMs: 0,
    });
  });
});

describe('between other talks', () => {
  it('an open question is asked again afterwards, and nothing of it is lost', async () => {
    clinic = await openClinic();
    const ann = clinic.user('ann');
    await ann.says('the printer is jammed');
    const before = ann.last();
    await ann.says('I forgot my password');
    expect(ann.texts().at(-2)).toContain('Your account is **ann**');
    expect(ann.last()).not.toContain('Your account is');
    expect(before).not.toBe('');
    await ann.says('Talk to a human');
    expect(ann.last()).not.toContain('Your account is');
  });
});

describe('what it needs', () => {
  const setupWith = (env: Record<string, string>) =>
    resetSetup({ config: readConfig(env), content: resetContent(), now: () => 0 });
  const directory = {
    LDAP_URL: 'ldaps://dc.example.com',
    LDAP_KIND: 'openldap',
    LDAP_BIND_DN: 'cn=bot',
    LDAP_BIND_PASSWORD: 'x',
    LDAP_BASE_DN: 'dc=example',
  };
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
  const database = { DATABASE_URL: 'postgres://db.example.com/deskline' };

  it('PR-3, PR-28 is said piece by piece until nothing is missing', async () => {
    expect((await setupWith({ ...slack, ...database })).problems).toEqual([
      expect.stringContaining('LDAP_URL'),
    ]);
    const bare = await setupWith({ ...slack, ...directory, ...database });
    expect(bare.problems.join('\n')).toMatch(/SECRET_KEY[\s\S]*PUBLIC_URL[\s\S]*SMTP_URL nor SMS_PROVIDER/);
    const whole = await setupWith({
      ...slack,
      ...directory,
      ...database,
      SECRET_KEY: 'x'.repeat(40),
      PUBLIC_URL: 'https://desk.example.com',
      SMTP_URL: 'smtps://mail.example.com:465',
      MAIL_FROM: 'bot@example.com',
    });
    expect(whole.problems).toEqual([]);
    expect(whole.demo).toBeUndefined();
  });

  it('the demo’s directory is never beside a platform or a real directory', async () => {
    expect((await setupWith({ ...slack, ...database })).demo).toBeUndefined();
    const real = await setupWith({ ...directory, ...database });
    expect(real.demo).toBeUndefined();
    expect(real.problems.join()).toContain('anybody could be anybody');
    expect((await setupWith(database)).demo).toBeDefined();
  });
});

describe('small parts', () => {
  it('T14 what is sealed opens with the same key and purpose only', () => {
    const [keys, others] = [
      createKeys('one secret that is long enough'),
      createKeys('another secret, also long'),
    ];
    const sealed = keys.seal('JBSWY3DPEHPK3PXP', 'ann');
    expect(keys.unseal(sealed, 'ann')).toBe('JBSWY3DPEHPK3PXP');
    expect(() => keys.unseal(sealed, 'bob')).toThrow(/authenticate/);
    expect(() => others.unseal(sealed, 'ann')).toThrow(/authenticate/);
    expect(keys.mark('code', '123456')).not.toBe(others.mark('code', '123456'));
    expect(sameHash('ab', 'abc')).toBe(false);
  });

  it('addresses are shown so that only their owner knows them', () => {
    expect(maskedMail('wang.wei@gmail.example.com')).toBe('w***@g***.example.com');
    expect(maskedMail('@x')).toBe('***@x***');
    expect(maskedPhone('+86 138 0013 8000')).toBe('***000');
  });

  it('the demo’s directory locks after three wrong passwords and forgets none of its rules', async () => {
    const people = [{ login: 'a', name: 'A', locale: 'en' as const, department: 'x', locked: false }];
    const directory = createDemoDirectory(people);
    const account = (await directory.byId('a'))!;
    await directory.setPassword(account, 'the right one');
    expect(await directory.logIn('a', 'the right one')).toBe('in');
    expect(await directory.logIn('nobody', 'x')).toBe('wrong');
    for (const expected of ['wrong', 'wrong', 'locked'] as const) {
      expect(await directory.logIn('a', 'x')).toBe(expected);
    }
    expect(await directory.logIn('a', 'the right one')).toBe('locked');
    await directory.unlock(account);
    expect(await directory.authenticate(account, 'the right one')).toBe(true);
  });
});
