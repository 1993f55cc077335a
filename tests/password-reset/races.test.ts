import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import { createResetSwitch } from '../../src/identity/password-reset/switch.ts';
import {
  codeIn,
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

/** Something happens once, while the directory is being asked. */
function meanwhile(when: 'read' | 'write', happens: () => Promise<unknown>): void {
  clinic.lab.before = async (what) => {
    if (what !== when) return;
    clinic.lab.before = async () => {};
    await happens();
  };
}

const ofAnn = async () => (await requestsOf(clinic)).map(({ state, because }) => [state, because]);
/** As the owner's chat does it, on this replica or another. */
const stops = async () => {
  const { reset } = floorOf(clinic);
  const [request] = await requestsOf(clinic);
  await clinic.deskline.db.transaction({}, (tx) => reset.stop(tx, request!.id, 'dir-ann'));
};
const isNotMe = async () => pageOf(clinic).notMeAs((await requestsOf(clinic))[0]!.id, 'dir-ann');

describe('what ends while the page is at work', () => {
  it('PR-21 sets no password once the owner has said that it wasn’t he', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    meanwhile('read', isNotMe);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
    expect(await ofAnn()).toEqual([['void', 'not-me']]);
  });

  it('takes no code for a proof once it was stopped', async () => {
    const session = await openPage(clinic);
    const code = codeIn(clinic.post.letters().phone);
    meanwhile('read', stops);
    expect(await pageOf(clinic).prove(session, 'sms', code)).toBe('over');
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
  });

  it('keeps no authenticator, and the password that was right opens nothing', async () => {
    clinic.lab.passwords.set('ann', 'the present one');
    const ann = clinic.user('ann');
    await ann.says('I want to set up an authenticator app');
    const page = pageOf(clinic);
    const session = (await page.open(ann.token()))!;
    await page.confirmPassword(session, 'the present one');
    const { secret, sealed } = (await page.propose(session))!;
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clinic.now() });
    meanwhile('read', stops);
    expect(await page.confirmCode(session, sealed, code)).toBe('over');
    const { db } = clinic.deskline;
    expect(await db.read.select().from(db.tables.authenticators)).toEqual([]);
    expect(await db.read.select().from(db.tables.recoveryCodes)).toEqual([]);
  });

  it('a present password that is compared too long opens nothing', async () => {
    await clinic.user('ann').says('set up my authenticator');
    const page = pageOf(clinic);
    const session = (await page.open(clinic.user('ann').token()))!;
    clinic.lab.authenticate = async () => (await stops(), true);
    expect(await page.confirmPassword(session, 'the present one')).toBe('over');
    expect((await securityOf(clinic)).map(({ kind }) => kind)).not.toContain('password-ok');
  });

  it('PR-28 writes nothing once the switch is off', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    meanwhile('read', () => floorOf(clinic).turn(false, 'zoe'));
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-28 a request that another replica began at that moment is void at its next step', async () => {
    const session = await openPage(clinic);
    const { db } = clinic.deskline;
    await db.transaction({}, (tx) => createResetSwitch(db).set(tx, false));
    expect(await pageOf(clinic).show(session)).toEqual({
      is: 'over',
      ended: { purpose: 'reset', state: 'void' },
    });
    expect(await ofAnn()).toEqual([['void', 'switched-off']]);
  });

  it('PR-10 its time is over also before its timer says so', async () => {
    const session = await openPage(clinic);
    clinic.shift(16 * MINUTE);
    expect(await pageOf(clinic).show(session)).toEqual({
      is: 'over',
      ended: { purpose: 'reset', state: 'expired' },
    });
    expect(await ofAnn()).toEqual([['expired', 'time']]);
  });

  it('PR-14 a newer request stays the only one, also where the directory refuses what the older one wrote', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    meanwhile('write', async () => {
      await clinic.user('ann').says('Reset my password now');
      throw new DirectoryError('weak', 'in the history');
    });
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(await ofAnn()).toEqual([
      ['void', 'newer'],
      ['open', null],
    ]);
  });

  it('PR-10 a password that is refused after the time was over leaves nothing open', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    meanwhile('write', async () => {
      clinic.shift(16 * MINUTE);
      throw new DirectoryError('weak', 'in the history');
    });
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(await ofAnn()).toEqual([['expired', 'time']]);
  });

  it('a stop counts although the last proof came in between', async () => {
    const session = await openPage(clinic);
    const page = pageOf(clinic);
    await page.prove(session, 'sms', codeIn(clinic.post.letters().phone));
    await page.choose(session, 'mail');
    const { db } = clinic.deskline;
    const transaction = db.transaction.bind(db);
    db.transaction = async (options, work) => {
      db.transaction = transaction;
      expect(await page.prove(session, 'mail', codeIn(clinic.post.letters().mailbox))).toBe('right');
      return transaction(options, work);
    };
    await page.cancel(session);
    expect(await ofAnn()).toEqual([['void', 'cancelled']]);
  });

  it('PR-14 a manager who presses after the end approves nothing', async () => {
    const session = await openPage(clinic);
    const zoe = clinic.user('zoe');
    await zoe.says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const [button] = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    await pageOf(clinic).cancel(session);
    await zoe.forges('reset-approve', button!.value);
    expect(zoe.last()).toContain('over');
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
  });
});

describe('PR-24 what was being written when its process ended', () => {
  async function interrupted(): Promise<string> {
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    const { db } = clinic.deskline;
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.resetRequests).set({ state: 'applying' });
    });
    return request!.id;
  }

  /** A directory that would keep whoever asks it waiting. */
  const silent = () => {
    clinic.lab.before = () => new Promise(() => {});
  };

  it('is unknown a minute later, without a word from the directory', async () => {
    const subject = await interrupted();
    silent();
    const name = 'reset-applying';
    const payload = { kind: 'timer', key: name, name, subject, dueAt: 0 } as const;
    const plan = await floorOf(clinic).reset.followUps[name]!({ payload } as never);
    await clinic.deskline.db.transaction({ lock: plan.lock ?? [] }, async (tx) => plan.apply?.(tx));
    expect(await ofAnn()).toEqual([['unknown', 'interrupted']]);
    clinic.lab.before = async () => {};
    await clinic.deskline.settle();
    expect(clinic.user('ann').last()).toContain('Try the new password');
  });

  it('is unknown from the next start on, which waits for no directory', async () => {
    await interrupted();
    silent();
    await floorOf(clinic).reset.afterCrash();
    expect(await ofAnn()).toEqual([['unknown', 'interrupted']]);
    await floorOf(clinic).reset.afterCrash();
    expect((await securityOf(clinic)).filter(({ kind }) => kind === 'unknown')).toHaveLength(1);
  });
});

describe('whom the directory knows', () => {
  it('PR-20 every other chat of the owner is told', async () => {
    const place = { platform: 'slack', tenant: 'acme', channel: 'D-second', kind: 'direct' } as const;
    await clinic.emit({
      platform: 'slack',
      tenant: 'acme',
      keys: ['second'],
      place,
      sender: { userId: 'U-ann', name: 'Ann', kind: 'member' },
      at: clinic.now(),
      kind: 'message',
      messageId: 'second',
      text: 'hello',
      files: [],
    });
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    expect(clinic.slack.chat('D-second').at(-1)?.text).toContain('/reset/not-me#');
  });

  it('PR-15 an account that is gone is told of as one that may not be touched', async () => {
    clinic.lab.accounts.delete('ann');
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain("I can't do this here");
    expect(await ofAnn()).toEqual([['refused', 'no-account']]);
  });

  it('PR-15 a press on an older button is answered by how things stand now', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    clinic.lab.set('ann', { state: 'disabled' });
    await ann.presses('Reset my password now');
    expect(ann.last()).toContain("I can't do this here");
    expect(await ofAnn()).toEqual([['refused', 'disabled']]);
  });

  it('PR-5 a manager who was entered a moment ago is not asked, even where other contacts may be new', async () => {
    const lenient = await openClinic({ policy: { contactsUnchanged: 0 } });
    const zoe = lenient.lab.accounts.get('zoe')!;
    lenient.lab.accounts.set('new', { ...zoe, id: 'new', dn: 'uid=new', login: 'new' });
    lenient.lab.set('ann', { managerDn: 'uid=new' });
    const session = await openPage(lenient);
    expect(await pageOf(lenient).choose(session, 'manager')).toBe('not-sent');
    await lenient.close();
  });
});
