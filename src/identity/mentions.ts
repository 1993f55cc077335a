import type { Identity, People } from './people.ts';

/** An account in somebody's words: `@U0123`, `<@U0123>`, `<@U0123|name>`. */
const ACCOUNT = /<@([^\s<>|@]+)(?:\|[^<>]*)?>|(?<![\w@])@([\w-]+(?:\.[\w-]+)*)/g;
/** More than anybody mentions in earnest; each is looked up. */
const MOST_LOOKED_UP = 20;

/** Shows who is mentioned by his account's id, which means nothing to readers on another platform. */
export function createMentions(people: Pick<People, 'byIdentity'>) {
  /** The text with the names of those who are known, written on the platform of `identity`. */
  return async function named(
    text: string,
    { platform, tenant }: Pick<Identity, 'platform' | 'tenant'>,
  ): Promise<string> {
    const ids = new Set([...text.matchAll(ACCOUNT)].map(([, marked, bare]) => marked ?? bare ?? ''));
    const names = new Map<string, string>();
    for (const userId of [...ids].slice(0, MOST_LOOKED_UP)) {
      const person = await people.byIdentity({ platform, tenant, userId });
      if (person) names.set(userId, person.name);
    }
    return text.replaceAll(ACCOUNT, (all, marked?: string, bare?: string) => {
      const name = names.get(marked ?? bare ?? '');
      return name === undefined ? all : `@${name}`;
    });
  };
}

export type Mentions = ReturnType<typeof createMentions>;
