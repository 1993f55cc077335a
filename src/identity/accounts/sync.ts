import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../../store/database.ts';
import type { Directory, KnownPerson } from '../directory.ts';
import type { AccountBook } from '../password-reset/account-book.ts';
import type { Account, AccountDirectory } from './account.ts';

export interface AccountSyncOptions {
  db: Database;
  accounts: AccountDirectory;
  book: AccountBook;
  /** Whose `known` becomes the listed people and those of the directory. */
  directory: Directory;
  /** The people an administrator listed, who may say which account is theirs. */
  listed: readonly KnownPerson[];
  /** Brings the database in line with `directory`. */
  keep: () => Promise<void>;
  now: () => number;
}

/** What a reading came to. */
export interface Synced {
  people: number;
  /** Left out, and so parted from their chats: disabled, ended or service accounts. */
  left: number;
}

/** So many (of more than a few) may be missing at once; when more are, the reading is not believed. */
const LEAST_SHARE = 0.5;
const FEW = 20;
const PART = 500;

/** The directory answered with far fewer people than it had: nobody is parted from his chats because of it. */
export class ImplausibleListError extends Error {
  override name = 'ImplausibleListError';
}

/** Reads everybody from the directory: names, mail, department, language, and whose chat accounts are whose (rule I-5). */
export function createAccountSync(options: AccountSyncOptions) {
  const { db, accounts, book, directory, listed, keep, now } = options;
  const byLogin = new Map(
    listed.flatMap((one) => (one.account ? [[one.account.toLowerCase(), one] as const] : [])),
  );

  /** The demo's people have the ids of their accounts. */
  function listedOwner({ login }: Account): KnownPerson | undefined {
    const named = byLogin.get(login.toLowerCase());
    return named ?? (accounts.kind === 'demo' ? listed.find(({ id }) => id === login) : undefined);
  }

  function ownerOf(account: Account): KnownPerson {
    const { id, name, mail, locale, department, platformIds } = account;
    const own = listedOwner(account);
    if (own) return { ...own, identities: { ...platformIds, ...own.identities } };
    return { id: `dir-${id}`, name, email: mail, locale, department, profile: {}, identities: platformIds };
  }

  /** Whom the last reading knew, from the database. */
  async function knownBefore(): Promise<KnownPerson[]> {
    const { people, identities } = db.tables;
    const ids = (await book.all()).map(({ personId }) => personId);
    const known: KnownPerson[] = [];
    for (let at = 0; at < ids.length; at += PART) {
      const part = ids.slice(at, at + PART);
      const rows = await db.read.select().from(people).where(inArray(people.id, part));
      const chats = await db.read
        .select()
        .from(identities)
        .where(and(inArray(identities.personId, part), eq(identities.via, 'directory')));
      for (const { id, name, email, locale, department, profile } of rows) {
        const own = chats.filter(({ personId }) => personId === id);
        known.push({
          id,
          name,
          email: email ?? undefined,
          locale: locale ?? undefined,
          department: department ?? undefined,
          profile,
          identities: Object.fromEntries(own.map(({ platform, userId }) => [platform, userId])),
        });
      }
    }
    return known;
  }

  function believe(people: readonly KnownPerson[]): void {
    const present = new Set(people.map(({ id }) => id));
    directory.known = [...listed.filter(({ id }) => !present.has(id)), ...people];
  }

  return {
    /** Believes what the last reading said, until there is a new one: a directory that is down parts nobody. */
    async remember(): Promise<void> {
      believe(await knownBefore());
    },

    /** Reads the directory anew. Throws a DirectoryError, or an ImplausibleListError. */
    async run(): Promise<Synced> {
      const all = await accounts.list();
      const present = all.filter(
        ({ state, excluded }) => state === 'active' && excluded !== 'service-account',
      );
      const before = (await book.all()).length;
      if (before > FEW && present.length < before * LEAST_SHARE) {
        throw new ImplausibleListError(`The directory lists ${present.length} people where it had ${before}`);
      }
      const owned = present.map((account) => ({ account, owner: ownerOf(account) }));
      believe(owned.map(({ owner }) => owner));
      await keep();
      const rows = owned.map(({ account, owner }) => ({ account, personId: owner.id }));
      for (let at = 0; at < rows.length; at += PART) {
        await db.transaction({}, (tx) => book.keep(tx, rows.slice(at, at + PART), now()));
      }
      return { people: present.length, left: all.length - present.length };
    },
  };
}
