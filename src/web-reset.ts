import { desc } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Deskline } from './deskline.ts';
import type { ResetSetup } from './reset-setup.ts';
import type { ResetDeps } from './web/reset-deps.ts';

interface ResetDepsOptions {
  reset: ResetSetup | undefined;
  log: Pick<Logger, 'info'>;
}

const RECENT = 50;
const NOT_THERE = ['no directory is configured'];

/** What the pages of the password reset need. */
export function resetDepsOf({ db, services }: Deskline, { reset: setup, log }: ResetDepsOptions): ResetDeps {
  const { resetFloor: floor, people } = services;
  const { resetRequests, resetBlocks } = db.tables;

  async function recent() {
    const rows = await db.read
      .select()
      .from(resetRequests)
      .orderBy(desc(resetRequests.startedAt))
      .limit(RECENT);
    const known = await people.byIds([...new Set(rows.map(({ personId }) => personId))]);
    return rows.map(({ id, purpose, state, because, personId, startedAt, endedAt }) => {
      const person = known.get(personId)?.name ?? personId;
      return { id, purpose, state, because, person, startedAt, endedAt };
    });
  }

  async function blocked() {
    const rows = await db.read.select().from(resetBlocks);
    return Promise.all(
      rows.map(async ({ accountId, at }) => {
        const booked = await floor?.reset.book.byId(accountId);
        return { accountId, login: booked?.login ?? accountId, at };
      }),
    );
  }

  return {
    get page() {
      return floor?.isReady() === true ? floor.reset.page : undefined;
    },

    get notMe() {
      return floor?.reset.page;
    },

    async status() {
      const problems = floor?.problems() ?? setup?.problems ?? NOT_THERE;
      const isOn = problems.length === 0 && (await floor?.reset.isOn()) === true;
      return {
        state: problems.length > 0 ? 'off' : isOn ? 'on' : 'paused',
        problems,
        blocked: await blocked(),
        recent: await recent(),
        firstBroken: await floor?.reset.security.firstBroken(),
      };
    },

    async turn(on, personId) {
      await floor?.turn(on, personId);
      log.info({ on, by: personId }, 'password reset was turned on or off');
    },

    lift: async (accountId, personId) => (await floor?.reset.lift(accountId, personId)) ?? false,
    isSecure: setup?.baseUrl.startsWith('https://') ?? false,
    demo: setup?.demo && demoView(setup.demo),
  };
}

function demoView({ directory, post }: NonNullable<ResetSetup['demo']>): NonNullable<ResetDeps['demo']> {
  return {
    people: () =>
      directory.accounts().map(({ login, name, mobile, secondaryMail, locked }) => {
        return { login, name, mobile, secondaryMail, locked };
      }),
    letters: () => post.letters(),
    logIn: (login, password) => directory.logIn(login, password),
  };
}
