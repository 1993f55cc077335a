import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Locale } from '../../platforms/platform.ts';
import type { Account, AccountDirectory } from './account.ts';

const hash = promisify<string, Buffer, number, Buffer>(scrypt);
const HASH_BYTES = 32;
const WRONG_BEFORE_LOCK = 3;

/** Somebody of the demo, as `password-reset.yaml` tells of him. */
export interface DemoAccount {
  login: string;
  name: string;
  locale: Locale;
  department: string;
  mobile?: string | undefined;
  secondaryMail?: string | undefined;
  /** The login of his manager. */
  manager?: string | undefined;
  locked: boolean;
}

export interface DemoDirectory extends AccountDirectory {
  /** Tries a password; three wrong ones lock the account. */
  logIn(login: string, password: string): Promise<'in' | 'wrong' | 'locked'>;
  accounts(): readonly Account[];
}

interface Kept {
  account: Account;
  wrong: number;
  password: { salt: Buffer; hash: Buffer } | undefined;
}

/** A directory in memory, for trying out; it forgets everything when the program ends, passwords are kept as hashes only. */
export function createDemoDirectory(people: readonly DemoAccount[]): DemoDirectory {
  const kept = new Map<string, Kept>(
    people.map(({ login, manager, ...person }) => {
      const own = { ...person, id: login, login, dn: dnOf(login), mail: `${login}@example.com` };
      const managerDn = manager === undefined ? undefined : dnOf(manager);
      const account: Account = {
        ...own,
        managerDn,
        state: 'active',
        passwordExpired: false,
        platformIds: { web: login },
      };
      return [login, { account, wrong: 0, password: undefined }];
    }),
  );

  const of = ({ id }: Pick<Account, 'id'>) => kept.get(id);
  const copy = (one: Kept | undefined) => one && { ...one.account };

  function lock(one: Kept, locked: boolean): void {
    one.account = { ...one.account, locked };
    one.wrong = 0;
  }

  async function isRight({ password }: Kept, given: string): Promise<boolean> {
    if (!password) return false;
    return timingSafeEqual(await hash(given, password.salt, HASH_BYTES), password.hash);
  }

  return {
    kind: 'demo',
    byId: async (id) => copy(kept.get(id)),
    byDn: async (dn) => copy([...kept.values()].find(({ account }) => account.dn === dn)),
    list: async () => [...kept.values()].map(({ account }) => ({ ...account })),
    changedSince: async () => [],

    async setPassword(account, password) {
      const one = of(account);
      if (!one) return;
      const salt = randomBytes(16);
      one.password = { salt, hash: await hash(password, salt, HASH_BYTES) };
      lock(one, false);
    },

    async unlock(account) {
      const one = of(account);
      if (one) lock(one, false);
    },

    async authenticate(account, password) {
      const one = of(account);
      return one !== undefined && isRight(one, password);
    },

    selfTest: async () => [],
    ownChanges: async () => undefined,
    close: async () => {},
    accounts: () => [...kept.values()].map(({ account }) => account),

    async logIn(login, password) {
      const one = kept.get(login);
      if (!one) return 'wrong';
      if (one.account.locked) return 'locked';
      if (await isRight(one, password)) return 'in';
      one.wrong += 1;
      if (one.wrong >= WRONG_BEFORE_LOCK) lock(one, true);
      return one.account.locked ? 'locked' : 'wrong';
    },
  };
}

function dnOf(login: string): string {
  return `uid=${login},ou=people,dc=demo`;
}
