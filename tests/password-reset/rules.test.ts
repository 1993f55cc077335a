import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import {
  GOOD_PASSWORD,
  HOUR,
  DAY,
  MINUTE,
  codeIn,
  floorOf,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
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

describe('PR-2: whose account it is', () => {
  it('PR-2 a link younger than a day is not enough', async () => {
    const young = await openClinic({ age: 23 * HOUR });
    const ann = young.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    expect((await requestsOf(young)).map(({ because }) => because)).toEqual(['young-link']);
    await young.close();
  });

  it('PR-2 the same name, the same e-mail or a code typed in another chat proves nothing', async () => {
    const impostor = clinic.user('mallory');
    await impostor.says('hello', { sender: { name: 'Ann Miller' } });
    await impostor.says('I forgot my password', { sender: { name: 'Ann Miller' } });
    expect(impostor.last()).toContain(NOT_HERE);
    const { db } = clinic.deskline;
    await db.transaction({}, async (tx) => {
      const row = { platform: 'slack', tenant: 'acme', userId: 'U-oscar', personId: 'dir-ann' };
      await tx.insert(db.tables.identities).values({ ...row, via: 'code', linkedAt: 0 });
    });
    const linked = clinic.user('oscar');
    await linked.says('I forgot my password');
    expect(linked.last()).toContain(NOT_HERE);
    expect(await tokensOf(clinic)).toEqual([]);
  });
});

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

describe('PR-5: contacts', () => {
  it.each(['mobile', 'secondaryMail', 'mail', 'managerDn'] as const)(
    'PR-5 a %s that changed within the week goes to staff',
    async (field) => {
      clinic.lab.set('ann', { [field]: field === 'mobile' ? '+15559999' : 'new@evil.example' });
      await clinic.deskline.readPeople();
      const ann = clinic.user('ann');
      await ann.says('I forgot my password');
      expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
      await clinic.pass(8 * DAY);
      await ann.says('I forgot my password');
      expect(ann.last()).toContain('Your account is **ann**');
    },
  );

  it('PR-5 a change since the last reading is seen as well', async () => {
    clinic.lab.set('ann', { mobile: '+15559999' });
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
  });

  it('PR-5 what the directory itself says has changed counts', async () => {
    clinic.lab.changed = ['mobile'];
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
  });

  it('PR-5 a change while the page is open ends it before anything is written', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.set('ann', { mobile: '+15559999' });
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
  });
});

describe('PR-6: accounts that are left alone', () => {
  it.each([
    ['administrator', { excluded: 'administrator' }],
    ['protected-group', { excluded: 'protected-group' }],
    ['service-account', { excluded: 'service-account' }],
    ['excluded-unit', { excluded: 'excluded-unit' }],
    ['disabled', { state: 'disabled' }],
    ['account-expired', { state: 'expired' }],
  ] as const)('PR-6 %s, at the start and just before the write', async (because, fields) => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.set('ann', fields);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    const all = await requestsOf(clinic);
    expect(all.map((one) => one.because)).toEqual([because, because]);
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-6 whoever has a role at the desk', async () => {
    const { db } = clinic.deskline;
    await clinic.user('ann').says('hello');
    await db.transaction({}, async (tx) => {
      await tx
        .insert(db.tables.deskMembers)
        .values({ queueId: 'it-l1', personId: 'dir-ann', seenAt: clinic.now() });
    });
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('staff');
  });

  it('PR-6 it stays off while the directory’s self-test finds something', async () => {
    clinic.lab.problems = ['the canary could be changed'];
    await floorOf(clinic).test();
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.texts().join('\n')).not.toContain('Your account is');
    expect(clinic.log.join('')).toContain('the canary could be changed');
  });
});

describe('PR-7: direct chats of members only', () => {
  it.each(['guest', 'external', 'bot', 'self'] as const)('PR-7 a %s starts nothing', async (kind) => {
    await clinic.user('ann').says('I forgot my password', { sender: { kind } });
    expect(await requestsOf(clinic)).toEqual([]);
    expect(clinic.user('ann').texts()).toEqual([]);
  });

  it('PR-7 forwarded and edited messages start nothing', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password', { forwarded: true });
    await ann.says('hello');
    await ann.edits('I forgot my password');
    expect(ann.texts().join('\n')).not.toContain('Your account is');
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('PR-7 whom the platform could not vouch for is refused', async () => {
    await clinic.user('ann').says('I forgot my password', { sender: { unverified: true } });
    expect((await requestsOf(clinic))[0]?.because).toBe('unverified');
  });

  it('PR-7 in a channel the bot says “write to me directly” and nothing else', async () => {
    await clinic.emit({
      kind: 'message',
      platform: 'slack',
      tenant: 'acme',
      keys: ['channel-1'],
      place: { platform: 'slack', tenant: 'acme', channel: 'C-random', kind: 'channel' },
      sender: { userId: 'U-ann', name: 'Ann', kind: 'member' },
      at: clinic.now(),
      messageId: 'c1',
      text: 'I forgot my password',
      files: [],
      mention: true,
    });
    expect(clinic.slack.texts('C-random')).toHaveLength(1);
    expect(clinic.slack.texts('C-random')[0]).not.toContain('ann');
    expect(clinic.user('ann').texts()).toEqual([]);
    expect(await requestsOf(clinic)).toEqual([]);
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

describe('PR-10, PR-11: the link', () => {
  it('PR-10 the token has 256 bits and only its hash is kept; it ends after ten minutes', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    await ann.presses(START);
    const token = ann.token();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
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

describe('PR-15: one text', () => {
  it('PR-15 missing, excluded and paused accounts are answered alike', async () => {
    clinic.lab.set('ann', { excluded: 'administrator' });
    clinic.lab.set('zoe', { state: 'disabled' });
    const texts = [];
    for (const id of ['ann', 'nobody', 'zoe']) {
      await clinic.user(id).says('I forgot my password');
      texts.push(
        clinic
          .user(id)
          .last()
          .replace(/IT-\d+-\d+/, 'N'),
      );
    }
    expect(new Set(texts).size).toBe(1);
  });

  it('PR-15 the reason is for staff: it stands on the ticket and not in the chat', async () => {
    clinic.lab.set('ann', { excluded: 'administrator' });
    await clinic.user('ann').says('I forgot my password');
    expect(clinic.user('ann').texts().join('\n')).not.toContain('administrator');
    const thread = clinic.slack
      .chat('L1')
      .map(({ text }) => text)
      .join('\n');
    expect(thread).toContain('administrator');
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

describe('PR-20, PR-21: notices and “It wasn’t me”', () => {
  async function reset(): Promise<string> {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    return session;
  }

  const notMeToken = () => {
    const letter = clinic.post.letters().mailbox.find(({ to }) => to === 'ann@work.example');
    return /not-me#([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
  };

  it('PR-20 every other address is told at once, through the outbox', async () => {
    await reset();
    const notices = [...clinic.post.letters().mailbox, ...clinic.post.letters().phone].filter(({ text }) =>
      text.includes('was just changed'),
    );
    expect(notices.map(({ to }) => to).toSorted()).toEqual([
      '+15550100',
      'ann@home.example',
      'ann@work.example',
    ]);
  });

  it('PR-20 where none but the used ones got through, staff see to it', async () => {
    clinic.lab.set('ann', { mail: undefined });
    await clinic.pass(8 * DAY);
    await clinic.deskline.readPeople();
    await clinic.pass(8 * DAY);
    await reset();
    await clinic.pass(11 * MINUTE);
    const tickets = await clinic.deskline.services.queries.ofRequester('dir-ann');
    expect(tickets.filter(({ stage }) => stage !== 'closed')).toHaveLength(1);
  });

  it('PR-21 it voids, blocks, and opens an urgent ticket; it works once, for a week', async () => {
    await reset();
    const token = notMeToken();
    const ann = clinic.user('ann');
    await ann.forges('reset-password', '');
    const other = (await pageOf(clinic).open(ann.token()))!;
    expect(await pageOf(clinic).notMe(token)).toBe(true);
    await clinic.deskline.settle();
    expect(await pageOf(clinic).notMe(token)).toBe(false);
    expect(await pageOf(clinic).show(other)).toMatchObject({ is: 'over' });
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    const tickets = await clinic.deskline.services.queries.ofRequester('dir-ann');
    expect(tickets.some(({ priority, stage }) => priority === 'urgent' && stage !== 'closed')).toBe(true);
    expect(clinic.lab.writes).toEqual(['password ann']);
    await floorOf(clinic).reset.lift('ann', 'zoe');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain('Your account is **ann**');
  });

  it('PR-21 after a week the notice’s link is worth nothing', async () => {
    await reset();
    clinic.shift(7 * DAY + 1);
    expect(await pageOf(clinic).notMe(notMeToken())).toBe(false);
  });

  it('PR-21 the button in the chat does the same, for the owner only', async () => {
    await reset();
    const [request] = await requestsOf(clinic);
    await clinic.user('zoe').forges('reset-not-me', request!.id);
    expect(clinic.user('zoe').last()).toContain('over already');
    await clinic.user('ann').presses("It wasn't me");
    expect(clinic.user('ann').last()).toContain('blocked');
  });
});

describe('PR-24: what is unknown', () => {
  it('PR-24 a connection cut after the write: unknown, told, never tried again', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.after = async () => {
      throw new DirectoryError('unknown', 'cut');
    };
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({
      is: 'unknown',
    });
    await clinic.deskline.settle();
    expect(clinic.user('ann').last()).toContain('Try the new password first');
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual(['password ann']);
    // The owner is told as if it had been done: it may have been (rule PR-20).
    expect((await kinds()).slice(-2)).toEqual(['unknown', 'notified']);
  });

  it('PR-24 a directory that is down before the write loses nothing: it can be tried again', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.before = async (what) => {
      if (what === 'write') throw new DirectoryError('unavailable', 'down');
    };
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({
      is: 'not-now',
    });
    clinic.lab.before = async () => {};
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
  });

  it('PR-24 a refusal of the directory goes to staff', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.before = async (what) => {
      if (what === 'write') throw new DirectoryError('refused', 'insufficient access');
    };
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'failed' });
    await clinic.deskline.settle();
    expect(clinic.user('ann').last()).toContain('The directory refused');
  });

  it('PR-24 found being written at a start, or for a minute: unknown', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.before = (what) => (what === 'write' ? new Promise(() => {}) : Promise.resolve());
    void pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await expect.poll(async () => (await requestsOf(clinic))[0]?.state).toBe('applying');
    await clinic.pass(61_000);
    expect((await requestsOf(clinic))[0]?.state).toBe('unknown');
    expect(clinic.user('ann').last()).toContain('Try the new password first');
  });
});

describe('PR-25, PR-26: nobody for somebody else', () => {
  it('PR-26 a press on another’s button is refused and audited', async () => {
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    await clinic.user('zoe').says('hello');
    await clinic.user('zoe').forges('reset-stop', request!.id);
    expect((await requestsOf(clinic))[0]?.state).toBe('opened');
    expect(await kinds()).toContain('press-by-another');
  });

  it('PR-25 a manager or an administrator who asks for somebody else is refused', async () => {
    const zoe = clinic.user('zoe');
    await zoe.says('Reset the password of Ann Miller, I am the administrator');
    expect(zoe.last()).toContain('only help people with their own account');
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('PR-14, PR-26 only the manager can approve, by the number that the page shows', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    expect(await pageOf(clinic).choose(session, 'manager')).toBe('asked');
    await clinic.deskline.settle();
    const shown = await pageOf(clinic).show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    const buttons = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    expect(buttons).toHaveLength(4);
    const right = buttons.find(({ label }) => label === String(number))!;
    await clinic.user('bob').says('hello');
    await clinic.user('bob').forges('reset-approve', right.value);
    expect(clinic.user('bob').last()).toContain("isn't yours");
    await clinic.user('ann').forges('reset-approve', right.value);
    expect(await kinds()).toContain('approval-by-another');
    await clinic.user('zoe').forges('reset-approve', right.value);
    expect(clinic.user('zoe').last()).toContain('confirmed');
    const [request] = await requestsOf(clinic);
    expect(request?.proven).toEqual(['manager']);
  });

  it('PR-14 a wrong number confirms nothing, and ends that prompt', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const shown = await pageOf(clinic).show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    const buttons = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    const wrong = buttons.find(({ id, label }) => id === 'reset-approve' && label !== String(number))!;
    const right = buttons.find(({ label }) => label === String(number))!;
    await clinic.user('zoe').forges('reset-approve', wrong.value);
    await clinic.user('zoe').forges('reset-approve', right.value);
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
  });
});

describe('PR-28: switch and clock', () => {
  it('PR-28 the kill switch holds at every step at once', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await floorOf(clinic).turn(false, 'zoe');
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    await clinic.user('ann').says('I forgot my password');
    expect(clinic.user('ann').last()).toContain(NOT_HERE);
    expect(clinic.lab.writes).toEqual([]);
    await floorOf(clinic).turn(true, 'zoe');
    await clinic.user('ann').says('I forgot my password');
    expect(clinic.user('ann').last()).toContain('Your account is **ann**');
  });

  it('PR-28 a clock that went back more than a minute voids what is open', async () => {
    const session = await openPage(clinic);
    clinic.shift(-61_000);
    expect(await pageOf(clinic).show(session)).toMatchObject({ is: 'over', ended: { state: 'void' } });
  });

  it('PR-28 it is off until it is configured, and says why', async () => {
    const off = await openClinic({ problems: ['SECRET_KEY is not set'] });
    await off.user('ann').says('I forgot my password');
    expect(off.user('ann').texts().join('\n')).not.toContain('Your account is');
    expect(floorOf(off).problems()).toEqual(['SECRET_KEY is not set']);
    await off.close();
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
