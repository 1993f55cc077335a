import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import {
  codeIn,
  DAY,
  floorOf,
  GOOD_PASSWORD,
  MINUTE,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
  type Clinic,
} from './clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const last = async () => (await requestsOf(clinic)).at(-1);

/** Ann's page, on which her manager Zoe has been asked; the number that only the page shows. */
async function managerAsked(): Promise<number> {
  await clinic.user('zoe').says('hello');
  const session = await openPage(clinic);
  await pageOf(clinic).choose(session, 'manager');
  await clinic.deskline.settle();
  const shown = await pageOf(clinic).show(session);
  if (shown.is !== 'going-on') throw new Error('The request is over');
  const method = shown.request.methods.find((one) => one.method === 'manager');
  if (method?.number === undefined) throw new Error('The page shows no number');
  return method.number;
}

describe('guessing', () => {
  it('PR-13 forty present passwords at once while enrolling: no more than the tries are compared', async () => {
    clinic.lab.passwords.set('ann', 'right');
    await clinic.user('ann').says('set up my authenticator');
    const session = await pageOf(clinic).open(clinic.user('ann').token());
    let compared = 0;
    const authenticate = clinic.lab.authenticate.bind(clinic.lab);
    clinic.lab.authenticate = async (account, password) => {
      compared += 1;
      return authenticate(account, password);
    };
    const guesses = Array.from({ length: 40 }, (_, n) => (n === 37 ? 'right' : `wrong ${n}`));
    const answers = await Promise.all(guesses.map((one) => pageOf(clinic).confirmPassword(session!, one)));
    expect(compared).toBe(3);
    expect(answers.filter((one) => one === 'over')).toHaveLength(37);
    expect(answers).not.toContain('right');
  });

  it('F14 an outage while the present password is compared counts as no try', async () => {
    clinic.lab.passwords.set('ann', 'right');
    await clinic.user('ann').says('set up my authenticator');
    const session = await pageOf(clinic).open(clinic.user('ann').token());
    const authenticate = clinic.lab.authenticate.bind(clinic.lab);
    clinic.lab.authenticate = async () => {
      throw new DirectoryError('unavailable', 'down');
    };
    for (let n = 0; n < 4; n += 1)
      expect(await pageOf(clinic).confirmPassword(session!, 'right')).toBe('down');
    clinic.lab.authenticate = authenticate;
    expect(await pageOf(clinic).confirmPassword(session!, 'right')).toBe('right');
    expect((await last())?.failures).toBe(0);
  });
});

describe('a manager’s approval', () => {
  it('PR-2, PR-3 counts from no account that was joined to his by a code', async () => {
    const number = await managerAsked();
    const { db } = clinic.deskline;
    const { identities } = db.tables;
    const all = await db.read.select().from(identities);
    const zoe = all.find(({ userId }) => userId === 'U-zoe')!;
    const evil = { ...zoe, tenant: 'other', userId: 'U-evil', via: 'code' as const, linkedAt: clinic.now() };
    await db.transaction({}, async (tx) => {
      await tx.insert(identities).values(evil);
    });
    const place = { platform: 'slack', tenant: 'other', channel: 'U-evil', kind: 'direct' as const };
    const sender = { userId: 'U-evil', name: 'Zoe', kind: 'member' as const };
    const message = { kind: 'message' as const, messageId: 'm1', text: String(number), files: [] };
    const at = clinic.now();
    await clinic.emit({ platform: 'slack', tenant: 'other', keys: ['evil'], place, sender, at, ...message });
    expect((await last())?.proven).toEqual([]);
    expect((await securityOf(clinic)).at(-1)?.kind).toBe('approval-by-another');
  });

  it('PR-7 counts from no sender whom the platform doesn’t vouch for', async () => {
    const number = await managerAsked();
    await clinic.user('zoe').says(String(number), { sender: { unverified: true } });
    expect((await last())?.proven).toEqual([]);
  });

  it('PR-14 another number of two digits is no answer to it', async () => {
    await managerAsked();
    await clinic.user('zoe').says('11 pages');
    for (const one of ['10', '99', '55', '42']) {
      const asked = await clinic.deskline.db.read.select().from(clinic.deskline.db.tables.resetChallenges);
      const offered = asked.find(({ method }) => method === 'manager')?.numbers?.offered ?? [];
      if (!offered.includes(Number(one))) await clinic.user('zoe').says(one);
    }
    expect((await last())?.failures).toBe(0);
  });

  it('the employee’s name is shown as it is, not as markup', async () => {
    clinic.lab.set('ann', { name: 'Ann** [IT](https://evil.example/) **' });
    await managerAsked();
    expect(clinic.user('zoe').last()).not.toContain('[IT](https://evil.example/)');
  });
});

describe('what may have been written', () => {
  it('PR-20, PR-21 is told on every other address, with the way to say that it wasn’t he', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.after = async () => {
      throw new DirectoryError('unknown', 'timeout');
    };
    const done = await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    expect(done).toEqual({ is: 'unknown' });
    await clinic.deskline.settle();
    const letters = JSON.stringify(clinic.post.letters());
    expect(letters).toContain('may just have been changed');
    expect(letters).toContain('/reset/not-me#');
  });
});

describe('the switch', () => {
  it('PR-28 off makes everything void that is open: on again brings nothing back', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await floorOf(clinic).turn(false, 'zoe');
    await clinic.pass(2 * MINUTE);
    await floorOf(clinic).turn(true, 'zoe');
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(await last()).toMatchObject({ state: 'void', because: 'switched-off' });
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-21 “It wasn’t me” works while the directory is down', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    clinic.lab.problems = ['the directory is down'];
    await floorOf(clinic).test();
    await clinic.user('ann').presses("It wasn't me");
    const blocks = await clinic.deskline.db.read.select().from(clinic.deskline.db.tables.resetBlocks);
    expect(blocks).toHaveLength(1);
  });
});

it('PR-3 the work mailbox is no second one, however it is written', async () => {
  await clinic.user('zoe').says('hello');
  clinic.lab.set('ann', { mail: 'ann@work.example', secondaryMail: ' Ann@Work.example' });
  await clinic.deskline.readPeople();
  clinic.shift(8 * DAY);
  await clinic.deskline.readPeople();
  const shown = await pageOf(clinic).show(await openPage(clinic));
  expect(shown.is === 'going-on' && shown.request.methods.map(({ method }) => method)).not.toContain('mail');
});

it('PR-26 a stranger’s “It wasn’t me” is refused and written down', async () => {
  const session = await openPage(clinic);
  await proveTwice(clinic, session);
  await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
  await clinic.user('bob').forges('reset-not-me', (await last())!.id);
  expect((await securityOf(clinic)).at(-1)).toMatchObject({ kind: 'press-by-another' });
});

it('PR-29 a code is taken out of a message in whatever way it is typed', async () => {
  await openPage(clinic);
  const code = codeIn(clinic.post.letters().phone);
  const digits = code.split('');
  const wide = digits.map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('');
  for (const typed of [
    code,
    wide,
    digits.join(' '),
    `${code.slice(0, 2)} ${code.slice(2, 4)} ${code.slice(4)}`,
  ]) {
    await clinic.user('ann').says(`my code is ${typed}`);
    const rows = JSON.stringify(await clinic.deskline.db.read.select().from(clinic.deskline.db.tables.inbox));
    expect(rows).not.toContain(typed);
  }
});

describe('recovery codes written into the chat', () => {
  it.each(['ABCD-EFGH-JKMN-PQRS', 'ABCD EFGH 1JKM NPQR', 'abcdefgh1jkmnpqr'])(
    'PR-29 %s is stored nowhere while a reset is open',
    async (code) => {
      await openPage(clinic);
      await clinic.user('ann').says(`my code is ${code}`);
      const { db } = clinic.deskline;
      expect(JSON.stringify(await db.read.select().from(db.tables.inbox))).not.toContain(code);
    },
  );
});

describe('names that look like adverbs', () => {
  it.each(["reset Emily's password", "unlock Kelly's account", 'reset password for Molly'])(
    'PR-1 “%s” is about somebody else',
    (words) => {
      expect(clinic.deskline.content.troubleOf(words)?.whose).toBe('other');
    },
  );
});

describe('a thief who sets up an authenticator of his own', () => {
  const enrol = async () => {
    clinic.lab.passwords.set('ann', 'the present one');
    await clinic.user('ann').says('set up my authenticator');
    const page = pageOf(clinic);
    const session = (await page.open(clinic.user('ann').token()))!;
    await page.confirmPassword(session, 'the present one');
    const { secret, sealed } = (await page.propose(session))!;
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clinic.now() });
    expect(await page.confirmCode(session, sealed, code)).toHaveLength(8);
  };
  const proofs = async () => {
    const { db } = clinic.deskline;
    const { authenticators, recoveryCodes } = db.tables;
    return [await db.read.$count(authenticators), await db.read.$count(recoveryCodes)];
  };

  it('PR-21 loses it when the owner says that it wasn’t he', async () => {
    await enrol();
    expect(await proofs()).toEqual([1, 8]);
    await pageOf(clinic).notMeAs((await last())!.id, 'dir-ann');
    expect(await proofs()).toEqual([0, 0]);
  });

  it('PR-21 takes nothing from an owner who had set up his own before', async () => {
    await enrol();
    await clinic.pass(8 * DAY);
    await openPage(clinic);
    await pageOf(clinic).notMeAs((await last())!.id, 'dir-ann');
    expect(await proofs()).toEqual([1, 8]);
  });
});
