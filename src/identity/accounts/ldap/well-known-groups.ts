import { EqualityFilter, ExtensibleFilter, OrFilter, type Entry } from 'ldapts';
import type { DirectorySettings } from '../settings.ts';
import type { Reading } from './connection.ts';
import { domainOf, meantBy } from './distinguished-names.ts';
import { sidOf } from './identifiers.ts';
import { numberOf } from './reading.ts';

/** LDAP_MATCHING_RULE_IN_CHAIN: also through groups in groups. */
const IN_CHAIN = '1.2.840.113556.1.4.1941';
const DOMAIN_USERS = 513;
/** Relative ids of groups that may do anything: Domain, Schema and Enterprise Admins, Group Policy Creator Owners, Key Admins. */
const DOMAIN_GROUPS = [512, 518, 519, 520, 526, 527];
const ADMINISTRATORS = 'S-1-5-32-544';
/** Account, Server, Print and Backup Operators. */
const BUILTIN_GROUPS = [ADMINISTRATORS, 'S-1-5-32-548', 'S-1-5-32-549', 'S-1-5-32-550', 'S-1-5-32-551'];

/**
 * Whether somebody of Active Directory is in a protected group, also through groups in groups and through his primary
 * group, which `member` and `memberOf` don't tell of. The groups of the house that are always protected are found by
 * what can't be renamed; `adminCount` follows an hour later only. Where it can't be told: yes.
 */
export async function isProtectedMember(
  reading: Reading,
  entry: Entry,
  { baseDn, protectedGroups }: DirectorySettings,
): Promise<boolean> {
  const domainSid = sidOf(entry['objectSid'])?.split('-').slice(0, -1).join('-');
  if (domainSid === undefined) return true;
  const primaryId = numberOf(entry, 'primaryGroupID') ?? DOMAIN_USERS;
  const primarySid = `${domainSid}-${primaryId}`;
  const always = new Set([...BUILTIN_GROUPS, ...DOMAIN_GROUPS.map((rid) => `${domainSid}-${rid}`)]);
  if (always.has(primarySid)) return true;
  const found = await reading.search(domainOf(baseDn), {
    filter: new OrFilter({
      filters: [...always, primarySid].map((value) => new EqualityFilter({ attribute: 'objectSid', value })),
    }),
    attributes: ['objectSid'],
    explicitBufferAttributes: ['objectSid'],
  });
  const bySid = new Map(found.map((group) => [sidOf(group['objectSid']), group.dn]));
  const primary = bySid.get(primarySid);
  if (!bySid.has(ADMINISTRATORS) || (primary === undefined && primaryId !== DOMAIN_USERS)) return true;
  bySid.delete(primarySid);
  const goals = [...protectedGroups, ...bySid.values()];
  if (primary !== undefined && goals.some((group) => meantBy(group) === meantBy(primary))) return true;
  const filter = new OrFilter({
    filters: goals.map(
      (group) =>
        new ExtensibleFilter({ matchType: 'memberOf', rule: IN_CHAIN, value: group, dnAttributes: false }),
    ),
  });
  for (const dn of primary === undefined ? [entry.dn] : [entry.dn, primary]) {
    if (await reading.entry(dn, ['1.1'], { filter })) return true;
  }
  return false;
}
