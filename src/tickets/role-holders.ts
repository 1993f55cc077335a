import type { Localised } from '../content/content-file.ts';
import type { KnownPerson } from '../identity/directory.ts';
import type { Locale } from '../platforms/platform.ts';
import type { Profile } from '../store/schema.ts';

/** Whom `desk.yaml` can name. */
export interface KnownPeople {
  /** Those of `people.yaml`. */
  listed?: readonly KnownPerson[] | undefined;
  /** Whether the demo people count; they don't beside a real platform. On where it isn't said. */
  demo?: boolean | undefined;
}

/** What of a policy names people. */
interface Named {
  roles: Record<string, string[]>;
  survey: { recoveryOwner: string };
}

interface DemoPerson {
  id: string;
  name: string;
  locale: Locale;
  department: Localised;
  profile: Profile;
}

const ACCOUNT = /^(slack|dingtalk|wecom|web):(\S+)$/;

/**
 * Finds the person a name in `desk.yaml` stands for: an id, or an account as `platform:userId`. An account that is
 * on no list is a person of its own, called by the account until he is seen.
 */
export function holderFinder(
  demo: readonly Pick<DemoPerson, 'id'>[],
  { listed = [] }: Pick<KnownPeople, 'listed'>,
) {
  const ids = new Set([...demo, ...listed].map(({ id }) => id));
  const owners = new Map<string, string>(demo.map(({ id }) => [`web:${id}`, id]));
  for (const { id, identities } of listed) {
    for (const [platform, userId] of Object.entries(identities)) owners.set(`${platform}:${userId}`, id);
  }
  return (name: string): string | undefined => {
    if (ids.has(name)) return name;
    return owners.get(name) ?? (ACCOUNT.test(name) ? name : undefined);
  };
}

/** The same policy with persons' ids wherever it names somebody; each name was checked before. */
export function withHolders<P extends Named>(policy: P, holderOf: (name: string) => string | undefined): P {
  const idOf = (name: string) => holderOf(name) ?? name;
  const roles = Object.fromEntries(
    Object.entries(policy.roles).map(([role, names]) => [role, [...new Set(names.map(idOf))]]),
  ) as P['roles'];
  return {
    ...policy,
    roles,
    survey: { ...policy.survey, recoveryOwner: idOf(policy.survey.recoveryOwner) },
  };
}

/** The people that a policy itself brings: the demo's, and the accounts it gives roles to. */
export function peopleOfPolicy({
  roles,
  survey,
  demo,
  locale: language,
}: Named & { demo: readonly DemoPerson[]; locale: Locale }): KnownPerson[] {
  const names = new Set([...Object.values(roles).flat(), survey.recoveryOwner]);
  const accounts = [...names].flatMap((name): KnownPerson[] => {
    const [, platform, userId] = ACCOUNT.exec(name) ?? [];
    return platform && userId ? [{ id: name, name, profile: {}, identities: { [platform]: userId } }] : [];
  });
  const people = demo.map(({ id, name, locale, department, profile }) => ({
    id,
    name,
    locale,
    profile,
    department: department[language],
    identities: { web: id },
  }));
  return [...people, ...accounts];
}
