import { expect, it } from 'vitest';
import { onDatabase, onEachDatabase } from '../support/databases.ts';
import {
  codeIn,
  floorOf,
  GOOD_PASSWORD,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
} from './clinic.ts';

onEachDatabase('a password reset', (create) => {
  it('goes the whole way', { timeout: 60_000 }, async () => {
    const { url, drop } = await create();
    const clinic = await openClinic({ databaseUrl: url });
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
    await clinic.deskline.settle();
    expect(await floorOf(clinic).reset.security.firstBroken()).toBeUndefined();
    expect((await requestsOf(clinic)).map(({ state }) => state)).toEqual(['done']);
    await clinic.close();
    await drop();
  });

  it(
    'PR-23, W-17 the log can’t be changed, and shows it where somebody did',
    { timeout: 60_000 },
    async () => {
      const { url, drop, reopen } = await create();
      const clinic = await openClinic({ databaseUrl: url });
      await openPage(clinic);
      const { db } = clinic.deskline;
      const { securityEvents } = db.tables;
      const deleting = db.transaction({}, async (tx) => {
        await tx.delete(securityEvents);
      });
      expect(await refusalOf(deleting)).toContain('append-only');
      const changing = db.transaction({}, async (tx) => {
        await tx.update(securityEvents).set({ kind: 'x' });
      });
      expect(await refusalOf(changing)).toContain('append-only');
      const rows = await securityOf(clinic);
      expect(rows.length).toBeGreaterThan(2);
      await db.transaction({}, async (tx) => {
        const last = rows.at(-1)!;
        await tx.insert(securityEvents).values({ ...last, n: last.n + 1 });
      });
      expect(await floorOf(clinic).reset.security.firstBroken()).toBe(rows.length + 1);
      await reopen().close();
      await clinic.close();
      await drop();
    },
  );
});

onDatabase('postgres', 'two replicas', (create) => {
  it('PR-13 compare three of twenty guesses that come to both at once', { timeout: 60_000 }, async () => {
    const { url, drop } = await create();
    const one = await openClinic({ databaseUrl: url });
    const other = await openClinic({ databaseUrl: url });
    const session = await openPage(one);
    const code = codeIn(one.post.letters().phone);
    const wrong = code === '000000' ? '111111' : '000000';
    const guesses = Array.from({ length: 20 }, (_, n) =>
      pageOf(n % 2 === 0 ? one : other).prove(session, 'sms', wrong),
    );
    expect((await Promise.all(guesses)).filter((is) => is === 'wrong')).toHaveLength(3);
    expect(await pageOf(other).prove(session, 'sms', code)).toBe('over');
    await one.close();
    await other.close();
    await drop();
  });

  it(
    'PR-11 write once where the password comes to both, and PR-28 stop at once where one is told to',
    { timeout: 60_000 },
    async () => {
      const { url, drop } = await create();
      const one = await openClinic({ databaseUrl: url });
      const other = await openClinic({ databaseUrl: url });
      const session = await openPage(one);
      await proveTwice(one, session);
      const both = await Promise.all(
        [one, other].map((each) => pageOf(each).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)),
      );
      expect(both.map(({ is }) => is).toSorted()).toEqual(['done', 'over']);
      expect([...one.lab.writes, ...other.lab.writes]).toEqual(['password ann']);
      await floorOf(one).turn(false, 'zoe');
      await other.user('li-lei').says('忘记密码了');
      // Whichever replica works on it.
      const said = () => [one, other].map((each) => each.user('li-lei').last()).join('');
      await expect.poll(said).toContain('这个我在这里办不了');
      expect(await floorOf(other).reset.security.firstBroken()).toBeUndefined();
      await one.close();
      await other.close();
      await drop();
    },
  );
});

/** What a database says to what it refuses: one of them in the error, the other in its cause. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('It was taken'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) return '';
  return `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`;
}
