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
  survey: { recoveryOwner: string | undefined };
}

/** What else of a policy names people. */
interface NamesPeople {
  agreements: readonly { people: string[]; agents: string[] }[];
  onCall: readonly { people: string[] }[];
  experts: readonly { person: string }[];
}

/** The same parts of a policy with persons' ids for names; names that stand for nobody are left out. */
export function knownOnly<P extends NamesPeople>(
  policy: P,
  holderOf: (name: string) => string | undefined,
): Pick<P, keyof NamesPeople> {
  const known = (names: readonly string[]) => names.flatMap((name) => holderOf(name) ?? []);
  return {
    agreements: policy.agreements.map((one) => ({
      ...one,
      people: known(one.people),
      agents: known(one.agents),
    })),
    onCall: policy.onCall.map((one) => ({ ...one, people: known(one.people) })),
    experts: policy.experts.flatMap((one) => known([one.person]).map((person) => ({ ...one, person }))),
  } as Pick<P, keyof NamesPeople>;
}

function namedElsewhere({ agreements, onCall, experts }: NamesPeople): string[] {
  return [
    ...agreements.flatMap(({ people, agents }) => [...people, ...agents]),
    ...onCall.flatMap(({ people }) => people),
    ...experts.map(({ person }) => person),
  ];
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

/**
 * Persons' ids for the names a policy gives roles to. Names that stand for nobody, as the demo's do beside a real
 * platform, are left out; what nobody is left to hold is `vacant`.
 */
export function holdersOf<R extends Named['roles']>(
  { roles, survey }: Named & { roles: R },
  holderOf: (name: string) => string | undefined,
): { roles: R; recoveryOwner: string | undefined; vacant: string[] } {
  const held = Object.fromEntries(
    Object.entries(roles).map(([role, names]) => [
      role,
      [...new Set(names.flatMap((name) => holderOf(name) ?? []))],
    ]),
  ) as R;
  const emptied = Object.keys(roles).filter((role) => roles[role]?.length && !held[role]?.length);
  const recoveryOwner = survey.recoveryOwner && holderOf(survey.recoveryOwner);
  return {
    roles: held,
    recoveryOwner,
    vacant: recoveryOwner ? emptied : [...emptied, 'survey.recoveryOwner'],
  };
}

/** The people that a policy itself brings: the demo's, and the accounts it gives roles to. */
export function peopleOfPolicy({
  roles,
  survey,
  demo,
  locale: language,
  ...others
}: Named & NamesPeople & { demo: readonly DemoPerson[]; locale: Locale }): KnownPerson[] {
  const { recoveryOwner } = survey;
  const held = [...Object.values(roles).flat(), ...(recoveryOwner ? [recoveryOwner] : [])];
  const names = new Set([...held, ...namedElsewhere(others)]);
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
