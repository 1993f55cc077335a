import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import {
  GOOD_PASSWORD,
  DAY,
  MINUTE,
  floorOf,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
  type Clinic,
} from './clinic.ts';

const NOT_HERE = "I can't do this here";

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const kinds = async () => (await securityOf(clinic)).map(({ kind }) => kind);

async function reset(): Promise<string> {
  const session = await openPage(clinic);
  await proveTwice(clinic, session);
  await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
  await clinic.deskline.settle();
  return session;
}

describe('PR-20, PR-21: notices and “It wasn’t me”', () => {
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
    const open = tickets.filter(({ priority, stage }) => priority === 'urgent' && stage !== 'closed');
    // She sees it among her tickets, in her language.
    expect(open.map(({ title }) => title)).toEqual(['Security: a password reset was denied by the owner']);
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

describe('PR-21 while the directory is down', () => {
  async function down(): Promise<void> {
    clinic.lab.problems = ['it does not answer'];
    await floorOf(clinic).test();
  }

  it('“It wasn’t me” that is typed blocks all the same', async () => {
    await reset();
    await down();
    await clinic.user('ann').says("It wasn't me");
    expect(clinic.user('ann').last()).toContain('blocked');
  });

  it('“Stop” that is typed ends it all the same, and nothing else is begun', async () => {
    const session = await openPage(clinic);
    await down();
    const ann = clinic.user('ann');
    await ann.says("Stop, that's not me");
    expect(await pageOf(clinic).show(session)).toMatchObject({ is: 'over' });
    await ann.says('Reset my password now');
    expect(ann.buttons()).not.toContain("Stop, that's not me");
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
