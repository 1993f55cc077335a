import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ContentError, readYaml, type Mistake } from '../content/content-file.ts';
import type { KnownPerson } from './directory.ts';

const LONGEST_NAME = 200;

const userId = z
  .string('The account’s id in quotes, e.g. "0123"')
  .regex(/^\S+$/, 'The account’s id, without spaces');

const listedPerson = z.strictObject({
  /** A colon would make it look like an account; `bot` is what the history calls the bot itself. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'An id of small letters, digits, dots and hyphens')
    .refine((id) => id !== 'bot', 'bot is the bot’s own id'),
  name: z.string().trim().min(1).max(LONGEST_NAME),
  email: z.email('An e-mail address').optional(),
  locale: z.enum(['zh-CN', 'en']).optional(),
  department: z.string().min(1).optional(),
  /** The user name in the company's directory. */
  account: z.string().trim().min(1).max(LONGEST_NAME).optional(),
  profile: z.record(z.string(), z.string()).default({}),
  identities: z
    .strictObject({
      slack: userId.optional(),
      dingtalk: userId.optional(),
      wecom: userId.optional(),
      web: userId.optional(),
    })
    .default({}),
});

const peopleList = z.strictObject({ people: z.array(listedPerson).nullable().default([]) });

type ListedPerson = z.infer<typeof listedPerson>;

/**
 * The people an administrator lists in `people.yaml`, with their accounts; none where there is no such file.
 * Throws a ContentError naming every mistake.
 */
export function loadPeople(contentDir: string): KnownPerson[] {
  const path = join(contentDir, 'people.yaml');
  if (!existsSync(path)) return [];
  const { file, value, lineOf } = readYaml(path, peopleList);
  const people = value.people ?? [];
  const mistakes = repetitions(people).map(
    ({ at, reason }): Mistake => ({ file, line: lineOf(['people', ...at]), reason }),
  );
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return people.map(({ identities, ...person }) => ({ ...person, identities: { ...identities } }));
}

interface Repetition {
  at: PropertyKey[];
  reason: string;
}

/** What only one person may have, and several do. */
function repetitions(people: readonly ListedPerson[]): Repetition[] {
  const owners = new Map<string, string>();
  const found: Repetition[] = [];
  for (const [i, person] of people.entries()) {
    for (const { key, at, what } of uniqueIn(person)) {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, person.id);
      else found.push({ at: [i, ...at], reason: `${person.id}: ${owner} has the same ${what}` });
    }
  }
  return found;
}

function uniqueIn({ id, email, account: login, identities }: ListedPerson) {
  return [
    { key: `id ${id}`, at: ['id'], what: 'id' },
    ...(email ? [{ key: `email ${email.toLowerCase()}`, at: ['email'], what: 'email' }] : []),
    ...(login ? [{ key: `login ${login.toLowerCase()}`, at: ['account'], what: 'account' }] : []),
    ...Object.entries(identities).map(([platform, account]) => ({
      key: `${platform}:${account}`,
      at: ['identities', platform],
      what: `account ${platform}:${account}`,
    })),
  ];
}
