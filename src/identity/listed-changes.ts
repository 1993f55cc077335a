import { directoryOf, type Directory } from './directory.ts';
import type { Identity, IdentityRow, Person } from './people.ts';

/** One account that isn't where the configuration wants it: `give` it to a listed person, `part` it from its person. */
export type Change = {
  identity: Identity;
  /** Persons whose chats it touches. */
  concerns: string[];
} & ({ do: 'give'; personId: string } | { do: 'part' });

export interface Situation {
  rows: readonly IdentityRow[];
  /** The listed people as they were kept last. */
  stored: ReadonlyMap<string, Person>;
  directory: Directory;
  tenantOf: (platform: string) => string | undefined;
}

/** What must be changed for the accounts to be those of the configuration; first what goes, then what comes. */
export function planChanges(situation: Situation): Change[] {
  const wanted = wantedAccounts(situation);
  const names = new Set(wanted.map(({ identity }) => keyOf(identity)));
  return [...departures(situation, names), ...arrivals(situation, wanted)];
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

function keyOf({ platform, tenant, userId }: Identity): string {
  return JSON.stringify([platform, tenant, userId]);
}
