import {
  DirectoryError,
  type Account,
  type AccountDirectory,
  type ContactKind,
} from '../../src/identity/accounts/account.ts';

/** A directory in memory that does what a test wants of it, and counts what is done to it. */
export interface LabDirectory extends AccountDirectory {
  accounts: Map<string, Account>;
  passwords: Map<string, string>;
  /** What was written, in order: `password <id>`, `unlock <id>`. */
  writes: string[];
  reads: number;
  changed: ContactKind[] | undefined;
  problems: string[];
  /** Called before a read or a write is answered. */
  before: (what: 'read' | 'write') => Promise<void>;
  /** Called after a write took effect, before it is answered. */
  after: () => Promise<void>;
  set(id: string, fields: Partial<Account>): void;
}

const PEOPLE: readonly Partial<Account>[] = [
  {
    id: 'ann',
    name: 'Ann Miller',
    mobile: '+15550100',
    secondaryMail: 'ann@home.example',
    managerDn: 'uid=zoe',
  },
  {
    id: 'li-lei',
    name: '李雷',
    locale: 'zh-CN',
    mobile: '+8613800138000',
    secondaryMail: 'lilei@home.example',
  },
  { id: 'bob', name: 'Bob Stone', mobile: '+15550101' },
  { id: 'zoe', name: 'Zoe Boss', mobile: '+15550102', secondaryMail: 'zoe@home.example' },
];

export function createLabDirectory(): LabDirectory {
  const accounts = new Map(
    PEOPLE.map((one): [string, Account] => {
      const id = one.id ?? '';
      return [
        id,
        {
          dn: `uid=${id}`,
          login: id,
          name: id,
          mail: `${id}@work.example`,
          locale: 'en',
          state: 'active',
          locked: false,
          passwordExpired: false,
          platformIds: { slack: `U-${id}` },
          ...one,
          id,
        },
      ];
    }),
  );

  const lab: LabDirectory = {
    kind: 'openldap',
    accounts,
    passwords: new Map(),
    writes: [],
    reads: 0,
    changed: undefined,
    problems: [],
    before: async () => {},
    after: async () => {},
    set(id, fields) {
      const account = accounts.get(id);
      if (account) accounts.set(id, { ...account, ...fields });
    },
    async byId(id) {
      lab.reads += 1;
      await lab.before('read');
      return accounts.get(id);
    },
    async byDn(dn) {
      await lab.before('read');
      return [...accounts.values()].find((one) => one.dn === dn);
    },
    async list() {
      await lab.before('read');
      return [...accounts.values()];
    },
    changedSince: async () => lab.changed,
    async setPassword({ id }, password) {
      await lab.before('write');
      if (password.includes('history')) throw new DirectoryError('weak', 'in the history');
      lab.writes.push(`password ${id}`);
      lab.passwords.set(id, password);
      lab.set(id, { locked: false });
      await lab.after();
    },
    async unlock({ id }) {
      await lab.before('write');
      lab.writes.push(`unlock ${id}`);
      lab.set(id, { locked: false });
      await lab.after();
    },
    authenticate: async ({ id }, password) => lab.passwords.get(id) === password,
    selfTest: async () => lab.problems,
    ownChanges: async () => undefined,
    close: async () => {},
  };
  return lab;
}
