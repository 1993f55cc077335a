import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  GOOD_PASSWORD,
  DAY,
  floorOf,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
  type Clinic,
} from './clinic.ts';

const START = 'Reset my password now';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const kinds = async () => (await securityOf(clinic)).map(({ kind }) => kind);

describe('the way of a reset', () => {
  it('leads from a message to a new password, a closed ticket, notices and a complete log', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain('Your account is **ann**');
    await ann.presses(START);
    const session = (await pageOf(clinic).open(ann.token()))!;
    await proveTwice(clinic, session);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
    await clinic.deskline.settle();
    expect(clinic.lab.writes).toEqual(['password ann']);
    expect(clinic.lab.passwords.get('ann')).toBe(GOOD_PASSWORD);
    expect(ann.last()).toMatch(
      /the new password of \*\*ann\*\* works now.*Ticket #IT-\d{4}-\d{6} is closed\.$/,
    );
    const [ticket] = await clinic.deskline.services.queries.ofRequester('dir-ann');
    expect(ticket).toMatchObject({ stage: 'closed', outcome: 'confirmed', type: 'account' });
    expect(await kinds()).toEqual([
      'requested',
      'opened',
      'proof-sent',
      'proof-ok',
      'proof-sent',
      'proof-ok',
      'applying',
      'applied',
      'notified',
    ]);
    expect(await floorOf(clinic).reset.security.firstBroken()).toBeUndefined();
  });

  it('is in Chinese for who writes Chinese', async () => {
    const session = await openPage(clinic, 'li-lei');
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    expect(clinic.user('li-lei').last()).toContain('新密码已经生效');
    expect(clinic.post.letters().phone[0]?.text).toContain('密码刚刚通过 IT 机器人改了');
  });

  it('shows no card of what the bot did alone in the desk’s channel', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    expect(clinic.slack.texts('L1')).toEqual([]);
  });

  it('unlocks without a new password, when the account is locked', async () => {
    clinic.lab.set('ann', { locked: true });
    const ann = clinic.user('ann');
    await ann.says('my account is locked');
    expect(ann.last()).toContain('is locked after too many wrong passwords');
    await ann.presses('Only unlock it, keep my password');
    const session = (await pageOf(clinic).open(ann.token()))!;
    await proveTwice(clinic, session);
    expect(await pageOf(clinic).unlock(session)).toEqual({ is: 'done' });
    expect(clinic.lab.writes).toEqual(['unlock ann']);
  });

  it('tells what is the matter apart where it is only said that he can’t log in', async () => {
    const ann = clinic.user('ann');
    await ann.says("I can't log in");
    expect(ann.buttons()).toEqual([
      'I forgot the password',
      'The password has expired',
      'The account is locked',
      'My phone or authenticator is gone',
      'None of these',
    ]);
    await ann.presses('My phone or authenticator is gone');
    expect(ann.texts().slice(-2).join('\n')).not.toContain('Your account is');
    await ann.says("I can't log in");
    await ann.presses('The password has expired');
    expect(ann.texts().slice(-2).join('\n')).toContain('An expired password can be changed here too');
  });
});

describe('PR-9, PR-16: the new password', () => {
  it('PR-16 a refusal names its reason, and nothing is written', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    const page = pageOf(clinic);
    const tried = async (password: string, again = password) => page.setPassword(session, password, again);
    expect(await tried('short')).toMatchObject({ is: 'faults', faults: [{ fault: 'too-short' }] });
    expect(await tried(GOOD_PASSWORD, 'another one altogether')).toEqual({ is: 'different' });
    expect(await tried('long enough but in the history')).toEqual({ is: 'weak' });
    expect(clinic.lab.writes).toEqual([]);
    expect(await tried(GOOD_PASSWORD)).toEqual({ is: 'done' });
  });

  it('PR-16 spaces and Unicode reach the directory in one form (NFC)', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    const written = 'caf\u00e9 \u4e2d\u6587 passphrase here';
    await pageOf(clinic).setPassword(session, written.normalize('NFD'), written);
    expect(clinic.lab.passwords.get('ann')).toBe(written);
  });
});

describe('PR-18, PR-19: what it never does', () => {
  it('PR-18 a reset never enables an account, and unlocking has the same proofs', async () => {
    clinic.lab.set('ann', { locked: true });
    const ann = clinic.user('ann');
    await ann.says('my account is locked');
    await ann.presses('Only unlock it, keep my password');
    const session = (await pageOf(clinic).open(ann.token()))!;
    expect(await pageOf(clinic).unlock(session)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-19 the port of the directory has no way to change MFA, phone, mail or manager', () => {
    const verbs = Object.keys(clinic.lab).filter((name) => /^(set|change|add|remove|write)/.test(name));
    expect(
      verbs.filter((name) => !['set', 'setPassword', 'changed', 'changedSince', 'writes'].includes(name)),
    ).toEqual([]);
  });
});

describe('the authenticator', () => {
  it('is set up with the present password, and counts after a week of protection', async () => {
    clinic.lab.passwords.set('ann', 'old password');
    const ann = clinic.user('ann');
    await ann.says('set up my authenticator');
    const page = pageOf(clinic);
    const session = (await page.open(ann.token()))!;
    expect(await page.propose(session)).toBeUndefined();
    expect(await page.confirmPassword(session, 'wrong')).toBe('wrong');
    expect(await page.confirmPassword(session, 'old password')).toBe('right');
    const { secret, sealed } = (await page.propose(session))!;
    const { TOTP, Secret } = await import('otpauth');
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const codeAt = (timestamp: number) => totp.generate({ timestamp });
    expect(await page.confirmCode(session, sealed, 'abcdef')).toBe('wrong');
    const recovery = await page.confirmCode(session, sealed, codeAt(clinic.now()));
    expect(recovery).toHaveLength(8);
    await ann.says('I forgot my password');
    expect((await requestsOf(clinic)).at(-1)?.because).toBe('contacts-changed');
    await clinic.pass(8 * DAY);
    const reset = await openPage(clinic);
    const used = codeAt(clinic.now());
    expect(await page.prove(reset, 'totp', used)).toBe('right');
    expect(await page.choose(reset, 'recovery-code')).toBe('ready');
    expect(await page.prove(reset, 'recovery-code', (recovery as string[])[0]!.toLowerCase())).toBe('right');
    expect(await page.setPassword(reset, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
    const again = await openPage(clinic);
    expect(await page.prove(again, 'totp', used)).toBe('wrong');
    await page.choose(again, 'recovery-code');
    expect(await page.prove(again, 'recovery-code', (recovery as string[])[0]!)).toBe('wrong');
  });
});
