import { directoryOf, type Directory } from './directory.ts';
import type { Identity, IdentityRow, Person } from './people.ts';

/** One account that isn't where the configuration wants it: `give` it to a listed person, `part` it from its person. */
export type Change = {
  identity: Identity;
  /** Persons whose chats it touches. */
  concerns: string[];
} & ({ do: 'give'; personId: string; by?: 'email' } | { do: 'part' });

export interface Situation {
  rows: readonly IdentityRow[];
  /** The listed people as they were kept last. */
  stored: ReadonlyMap<string, Person>;
  /** By person: the e-mail address that the platform of his only account gave of him. */
  addresses: ReadonlyMap<string, string>;
  directory: Directory;
  tenantOf: (platform: string) => string | undefined;
}

/** What must be changed for the accounts to be those of the configuration; first what goes, then what comes. */
export function planChanges(situation: Situation): Change[] {
  const wanted = wantedAccounts(situation);
  const names = new Set(wanted.map(({ identity }) => keyOf(identity)));
  return [...departures(situation, names), ...arrivals(situation, wanted), ...owned(situation, wanted)];
}

interface Wanted {
  identity: Identity;
  personId: string;
}

function wantedAccounts({ directory, tenantOf }: Situation): Wanted[] {
  return directory.known.flatMap(({ id, identities }) =>
    Object.entries(identities).flatMap(([platform, userId]) => {
      const tenant = tenantOf(platform);
      return tenant && userId ? [{ identity: { platform, tenant, userId }, personId: id }] : [];
    }),
  );
}

function arrivals({ rows }: Situation, wanted: readonly Wanted[]): Change[] {
  const owners = new Map(rows.map((row) => [keyOf(row), row]));
  return wanted.flatMap(({ identity, personId }): Change[] => {
    const row = owners.get(keyOf(identity));
    if (row?.personId === personId && row.via === 'directory') return [];
    return [{ do: 'give', identity, personId, concerns: row ? [row.personId, personId] : [] }];
  });
}

/** Accounts that were met before their e-mail address stood on the list, or before the platform told it. */
function owned({ rows, addresses, directory, tenantOf }: Situation, wanted: readonly Wanted[]): Change[] {
  const { ownerOfEmail } = directoryOf(directory);
  const claims = rows.flatMap((row) => {
    if (row.via !== 'first-contact' || tenantOf(row.platform) !== row.tenant) return [];
    const personId = ownerOfEmail(row.platform, addresses.get(row.personId));
    return personId === undefined ? [] : [{ row, personId, seat: seatOf(personId, row) }];
  });
  const seats = [
    ...rows.map((row) => seatOf(row.personId, row)),
    ...wanted.map(({ personId, identity }) => seatOf(personId, identity)),
    ...claims.map(({ seat }) => seat),
  ];
  const counts = new Map<string, number>();
  for (const seat of seats) counts.set(seat, (counts.get(seat) ?? 0) + 1);
  // Of two accounts on one platform nobody can say which one is his.
  return claims
    .filter(({ seat }) => counts.get(seat) === 1)
    .map(({ row, personId }) => {
      const concerns = [row.personId, personId];
      return { do: 'give', by: 'email', identity: identityOf(row), personId, concerns };
    });
}

/** Links of the directory that it doesn't name any more; of those who have left it, all links. */
function departures(situation: Situation, wanted: ReadonlySet<string>): Change[] {
  const { rows, stored, directory, tenantOf } = situation;
  const listed = new Set(directory.known.map(({ id }) => id));
  const { ownerOfEmail } = directoryOf(directory);
  // Found by his e-mail address, which is still the listed one.
  const isByEmail = ({ platform, personId }: IdentityRow) =>
    ownerOfEmail(platform, stored.get(personId)?.email ?? undefined) === personId;
  const gone = new Set(
    rows.filter(({ via, personId }) => via === 'directory' && !listed.has(personId)).map((r) => r.personId),
  );
  return rows.flatMap((row): Change[] => {
    const leaves =
      gone.has(row.personId) ||
      (row.via === 'directory' &&
        tenantOf(row.platform) === row.tenant &&
        !wanted.has(keyOf(row)) &&
        !isByEmail(row));
    return leaves ? [{ do: 'part', identity: identityOf(row), concerns: [row.personId] }] : [];
  });
}

function identityOf({ platform, tenant, userId }: Identity): Identity {
  return { platform, tenant, userId };
}

/** Where a person has one account at most. */
function seatOf(personId: string, { platform, tenant }: Omit<Identity, 'userId'>): string {
  return JSON.stringify([personId, platform, tenant]);
}

function keyOf({ platform, tenant, userId }: Identity): string {
  return JSON.stringify([platform, tenant, userId]);
}
