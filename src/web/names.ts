import type { WebDeps } from './deps.ts';
import type { Visit } from './visit.ts';

export type NameOf = (personId: string) => string;

/** The names of `ids`, looked up once each; the bot has his in the visitor's language. */
export async function namesOf(deps: WebDeps, visit: Visit, ids: Iterable<string | null>): Promise<NameOf> {
  const names = new Map<string, string>([['bot', visit.t('chat.bot')]]);
  for (const { id, name } of deps.people) names.set(id, name);
  const unknown = new Set<string>();
  for (const id of ids) if (id !== null && !names.has(id)) unknown.add(id);
  await Promise.all([...unknown].map(async (id) => names.set(id, await deps.personName(id))));
  return (id) => names.get(id) ?? id;
}
