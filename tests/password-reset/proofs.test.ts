import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  GOOD_PASSWORD,
  DAY,
  MINUTE,
  codeIn,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  tokensOf,
  type Clinic,
} from './clinic.ts';

const START = 'Reset my password now';
const NOT_HERE = "I can't do this here";

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

describe('PR-3: two proofs by different methods', () => {
  it('PR-3 one code is not enough, and the same method doesn’t count twice', async () => {
    const session = await openPage(clinic);
    const page = pageOf(clinic);
    await page.prove(session, 'sms', codeIn(clinic.post.letters().phone));
    expect(await page.setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(await page.choose(session, 'sms')).toBe('not-sent');
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-3 the mailbox behind the password gets no code', async () => {
    await openPage(clinic);
    expect(clinic.post.letters().mailbox.map(({ to }) => to)).not.toContain('ann@work.example');
  });

  it('PR-3 who has fewer than two ways goes to staff', async () => {
    const bob = clinic.user('bob');
    await bob.says('I forgot my password');
    expect(bob.last()).toContain(NOT_HERE);
    expect((await requestsOf(clinic))[0]?.because).toBe('too-few-proofs');
  });
});

describe('PR-10, PR-11: the link', () => {
  it('PR-10 the token has 256 bits and only its hash is kept; it ends after ten minutes', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    await ann.presses(START);
    const token = ann.token();
    expect(Buffer.from(token, 'hex')).toHaveLength(32);
    const [row] = await tokensOf(clinic);
    expect(row?.hash).not.toContain(token);
    expect(row!.expiresAt - clinic.now()).toBe(10 * MINUTE);
    clinic.shift(10 * MINUTE + 1);
    expect(await pageOf(clinic).open(token)).toBeUndefined();
  });

  it('PR-10 the whole way takes a quarter of an hour at most, and is told when it is over', async () => {
    const session = await openPage(clinic);
    await clinic.pass(15 * MINUTE + 2_000);
    expect(await pageOf(clinic).show(session)).toMatchObject({ is: 'over', ended: { state: 'expired' } });
    expect(clinic.user('ann').last()).toContain('The time is up');
  });

  it('PR-10 a code is good for five minutes', async () => {
    const session = await openPage(clinic);
    const code = codeIn(clinic.post.letters().phone);
    clinic.shift(5 * MINUTE + 1);
    expect(await pageOf(clinic).prove(session, 'sms', code)).toBe('over');
  });

  it('PR-10 an unlock link can’t set a password, nor a page link say “not me”', async () => {
    clinic.lab.set('ann', { locked: true });
    const ann = clinic.user('ann');
    await ann.says('my account is locked');
    await ann.presses('Only unlock it, keep my password');
    const token = ann.token();
    expect(await pageOf(clinic).notMe(token)).toBe(false);
    const session = (await pageOf(clinic).open(token))!;
    await proveTwice(clinic, session);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-11 a token opens once; two at once: exactly one', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    await ann.presses(START);
    const token = ann.token();
    const opened = await Promise.all([1, 2, 3, 4].map(() => pageOf(clinic).open(token)));
    expect(opened.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await pageOf(clinic).open(token)).toBeUndefined();
  });

  it('PR-11 two posts of a password at once write once', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    const all = await Promise.all(
      [1, 2, 3].map((n) =>
        pageOf(clinic).setPassword(session, `${GOOD_PASSWORD} ${n}`, `${GOOD_PASSWORD} ${n}`),
      ),
    );
    expect(all.filter(({ is }) => is === 'done')).toHaveLength(1);
    expect(clinic.lab.writes).toHaveLength(1);
  });
});

describe('PR-13, PR-14: limits', () => {
  it('PR-13 of twenty guesses at once no more than three are compared', async () => {
    const session = await openPage(clinic);
    const code = codeIn(clinic.post.letters().phone);
    const wrong = code === '000000' ? '111111' : '000000';
    const all = await Promise.all(
      Array.from({ length: 20 }, () => pageOf(clinic).prove(session, 'sms', wrong)),
    );
    expect(all.filter((one) => one === 'wrong')).toHaveLength(3);
    expect(await pageOf(clinic).prove(session, 'sms', code)).toBe('over');
  });

  it('PR-13 a code counts once', async () => {
    const session = await openPage(clinic);
    const code = codeIn(clinic.post.letters().phone);
    const both = await Promise.all([1, 2].map(() => pageOf(clinic).prove(session, 'sms', code)));
    expect(both.toSorted()).toEqual(['over', 'right']);
  });

  it('PR-13 five wrong codes in a day close the feature for the account, never the account', async () => {
    const session = await openPage(clinic);
    const page = pageOf(clinic);
    for (let i = 0; i < 3; i += 1) await page.prove(session, 'sms', 'x');
    await page.choose(session, 'mail');
    expect(await page.prove(session, 'mail', 'x')).toBe('wrong');
    expect(await page.prove(session, 'mail', 'x')).toBe('wrong');
    expect(await page.show(session)).toMatchObject({ is: 'over', ended: { state: 'refused' } });
    const ann = clinic.user('ann');
    await clinic.deskline.settle();
    expect(ann.last()).toContain('This was stopped');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    expect(clinic.lab.accounts.get('ann')).toMatchObject({ locked: false, state: 'active' });
    await clinic.pass(DAY + 1);
    await ann.says('I forgot my password');
    expect(ann.last()).toContain('Your account is **ann**');
  });

  it('PR-14 a new start voids the old one', async () => {
    const session = await openPage(clinic);
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    await ann.presses(START);
    expect(await pageOf(clinic).show(session)).toMatchObject({ is: 'over', ended: { state: 'void' } });
  });

  it('PR-14 three starts a day of an account', async () => {
    const ann = clinic.user('ann');
    for (let i = 0; i < 3; i += 1) await ann.forges('reset-password', '');
    await ann.forges('reset-password', '');
    expect(ann.last()).toContain(NOT_HERE);
    await clinic.pass(DAY + 1);
    await ann.forges('reset-password', '');
    expect(ann.last()).toContain('Open this page');
  });

  it('PR-14 above thirty an hour in all it pauses, and the administrators are told', async () => {
    const { db } = clinic.deskline;
    await clinic.user('ann').says('hello');
    const at = clinic.now() - MINUTE;
    await db.transaction({}, async (tx) => {
      for (let n = 0; n < 30; n += 1) {
        await tx.insert(db.tables.resetRequests).values({
          id: `01AAAAAAAAAAAAAAAAAAAAAA${String(n).padStart(2, '0')}`,
          purpose: 'reset',
          state: 'expired',
          personId: 'dir-zoe',
          conversationId: 'c',
          platform: 'slack',
          tenant: 'acme',
          userId: `U-${n}`,
          locale: 'en',
          proven: [],
          startedAt: at,
          seenAt: at,
          expiresAt: at + 1,
          endedAt: at + 1,
        });
      }
    });
    await clinic.user('ann').forges('reset-password', '');
    expect(clinic.user('ann').last()).toContain(NOT_HERE);
    expect((await requestsOf(clinic)).at(-1)?.because).toBe('paused');
    expect(clinic.slack.texts('L1').join('\n')).toContain('30');
  });

  it('PR-14 a method sends three codes at most', async () => {
    const session = await openPage(clinic);
    const page = pageOf(clinic);
    expect(await page.choose(session, 'sms')).toBe('sent');
    expect(await page.choose(session, 'sms')).toBe('sent');
    expect(await page.choose(session, 'sms')).toBe('too-many');
    expect(clinic.post.letters().phone).toHaveLength(3);
  });
});

describe('PR-29: codes', () => {
  it('PR-29 a message with a code says what it is for, and that nobody asks for it', async () => {
    await openPage(clinic);
    expect(clinic.post.letters().phone[0]?.text).toMatch(
      /\d{6} is the code to reset the password of ann.*never ask/s,
    );
  });

  it('PR-29 a code that is written into the chat is stored nowhere', async () => {
    await openPage(clinic);
    const code = codeIn(clinic.post.letters().phone);
    await clinic.user('ann').says(`the code is ${code}`);
    expect(clinic.user('ann').last()).toContain("Codes don't belong in a chat");
    const rows = await clinic.deskline.db.read.select().from(clinic.deskline.db.tables.inbox);
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(clinic.log.join('')).not.toContain(code);
  });
});
