import { EqualityFilter, OrFilter, type Entry } from 'ldapts';
import type { DirectorySettings } from '../settings.ts';
import type { Reading } from './connection.ts';
import { commonBase, meantBy } from './distinguished-names.ts';
import { valueOf, valuesOf } from './reading.ts';

/** Who stands in more groups than this is taken for protected: it can't be told in time. */
const MOST_GROUPS = 1_000;

/** Where groups are looked for: the lowest entries above the people and all protected groups. */
export function groupBases({ baseDn, protectedGroups }: DirectorySettings): string[] {
  const all = [baseDn, ...protectedGroups];
  const shared = commonBase(all);
  return shared === undefined ? all : [shared];
}

/**
 * Whether an entry of OpenLDAP is in a protected group, also through groups in groups, and where they go round in
 * circles.
 */
export async function isInProtectedGroup(
  reading: Reading,
  entry: Entry,
  settings: DirectorySettings,
): Promise<boolean> {
  if (settings.protectedGroups.length === 0) return false;
  const goals = new Set(settings.protectedGroups.map(meantBy));
  if (valuesOf(entry, 'memberOf').some((group) => goals.has(meantBy(group)))) return true;
  const bases = groupBases(settings);
  const seen = new Set<string>();
  const login = valueOf(entry, 'uid');
  let filters = [
    ...holding(entry.dn),
    ...(login === undefined ? [] : [new EqualityFilter({ attribute: 'memberUid', value: login })]),
  ];
  while (filters.length > 0) {
    const filter = new OrFilter({ filters });
    const found: string[] = [];
    for (const base of bases) {
      const groups = await reading.search(base, { filter, attributes: ['1.1'] });
      found.push(...groups.map(({ dn }) => dn));
    }
    const fresh = found.filter((dn) => !seen.has(meantBy(dn)));
    if (fresh.some((dn) => goals.has(meantBy(dn)))) return true;
    for (const dn of fresh) seen.add(meantBy(dn));
    if (seen.size > MOST_GROUPS) return true;
    filters = fresh.flatMap(holding);
  }
  return false;
}

/** Finds the groups that have this entry as a member. */
function holding(dn: string): EqualityFilter[] {
  return ['member', 'uniqueMember'].map((attribute) => new EqualityFilter({ attribute, value: dn }));
}
