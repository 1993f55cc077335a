import { z } from 'zod';
import { createFinder, type Hit } from './finder.ts';
import { normalise } from './tokens.ts';
import { createAccountOwners } from './account-owners.ts';
import { createTypoCorrection } from './typos.ts';

export const troubleKinds = [
  'forgotten',
  'expired',
  'locked',
  'cannot-log-in',
  'wrong-account',
  'mfa-lost',
  'account-expired',
] as const;

/** What somebody says who can't get into his account. */
export interface LoginTrouble {
  kind: (typeof troubleKinds)[number];
  /** Whether it is somebody else's account that is meant: nothing is done for that, whoever asks. */
  whose: 'own' | 'other';
  /** Whether it is about the company account, and not about the password of a file, a device or one application. */
  account: boolean;
  /** He asks about the rules and wants nothing done. */
  asksAbout: boolean;
}

const phrases = z.array(z.string().min(1)).min(1);
const found = {
  secrets: phrases,
  accounts: phrases,
  forgot: phrases,
  reset: phrases,
  expired: phrases,
  locked: phrases,
  lockedOut: phrases,
  refused: phrases,
  cannot: phrases,
  getIn: phrases,
  failing: phrases,
  nameForgotten: phrases,
  mfaLost: phrases,
  gone: phrases,
  accountEnded: phrases,
  otherThings: phrases,
  notThings: phrases,
  systems: phrases,
  others: phrases,
  wanted: phrases,
  authority: phrases,
  notOthers: phrases,
  rules: phrases,
};

/** `language/login-trouble.yaml`. */
export const loginTroubleFile = z.strictObject({
  ...found,
  mistyped: phrases,
  wellSpelt: phrases,
  plain: phrases,
  afterFor: phrases,
  plainHan: phrases,
  surnames: phrases,
  notNames: phrases,
  enrol: phrases,
  switchOff: phrases,
  switchOn: phrases,
});

export type LoginTroubleWords = z.infer<typeof loginTroubleFile>;

type List = keyof typeof found;
type Hits = ReturnType<typeof hitsOf>;

/** What is said of a password stands near it; a story that mentions one is something else. */
const NEAR = 40;
const BESIDE = 15;
/** Longer texts are stories, logs and quoted mails. */
const LONGEST = 1_000;
const UNLOCKING = /unlock|解锁|解冻/;

/** Names of accounts as they are written: an address, a part of a directory's name, a filter, an id. */
const IDENTIFIERS: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+\.[\w.]+/,
  /\b(?:uid|cn|ou|dc|samaccountname)\s*=/i,
  /\*\)\(|\([|&]\(|[$%]\{|\{\{/,
  /<@[^>]+>|(?<![\w.])@(?!deskline\b|bot\b|it\b)[a-z][\w.-]+/i,
  /\b(?:U|W)0[A-Z0-9]{6,}\b/,
];
/** “I'm a new employee”: that is the writer. */
const INTRODUCTION =
  /(?:\b(?:i am|i'm|im)\s+(?:(?:just|only|a|an|the|one of the|your|new)\s+)*|我(?:是|作为)(?:一个|一名|个|名|新来的|公司的?|\p{Script=Han}{1,6}部的?)?)$/u;

/** Tells what is the matter with somebody's account; undefined where it isn't about that. No model is asked (rule PR-27). */
export function createLoginTrouble(words: LoginTroubleWords): (text: string) => LoginTrouble | undefined {
  const find = createFinder<List>(z.object(found).parse(words));
  const correct = createTypoCorrection(words);
  const { isNamed, isPerson } = createAccountOwners(words);

  return function troubleOf(text) {
    if (text.length > LONGEST) return undefined;
    const said = correct(normalise(text));
    const hits = hitsOf(find(said));
    const alone = blanked(said, hits.of('notOthers'));
    const isOther = meansOthers(text, said, hits) || isNamed(alone);
    const kind = kindOf(hits) ?? (isOther ? kindForOthers(said, hits, isPerson(alone)) : undefined);
    if (kind === undefined) return undefined;
    const isAtTheDoor = kind === 'cannot-log-in' && hits.has('systems');
    return {
      kind,
      whose: isOther ? 'other' : 'own',
      account: !hits.has('otherThings') && !isAtTheDoor,
      asksAbout: hits.has('rules') && !hits.near('forgot', 'secrets'),
    };
  };
}

/** What was found, without what is only a part of another word: 动态密码 is no password. */
function hitsOf(all: readonly Hit<List>[]) {
  const inside = (hit: Hit<List>, ...lists: List[]) =>
    all.some(({ list, from, to }) => lists.includes(list) && from <= hit.from && hit.to <= to);
  const kept = all.filter((hit) => {
    if (hit.list === 'otherThings') return !inside(hit, 'systems', 'notThings');
    if (hit.list === 'secrets') return !inside(hit, 'mfaLost', 'nameForgotten');
    return hit.list !== 'others' || !inside(hit, 'notOthers');
  });
  const of = (...lists: List[]) => kept.filter(({ list }) => lists.includes(list));
  return {
    of,
    has: (list: List) => of(list).length > 0,
    near: (list: List, to: List, reach = NEAR) =>
      of(list).some((one) => of(to).some((other) => one !== other && distance(one, other) <= reach)),
  };
}

function distance(one: Hit<List>, other: Hit<List>): number {
  return Math.max(one.from, other.from) - Math.min(one.to, other.to);
}

function kindOf({ of, has, near }: Hits): LoginTrouble['kind'] | undefined {
  const hasSecret = has('secrets');
  const isRefused =
    has('refused') ||
    near('failing', 'secrets', BESIDE) ||
    near('failing', 'getIn', BESIDE) ||
    of('cannot').some((no) => of('getIn').some(({ from }) => from >= no.from && from - no.to <= BESIDE));
  if (has('accountEnded') && !hasSecret) return 'account-expired';
  if (has('nameForgotten') && !hasSecret) return 'wrong-account';
  if (has('lockedOut') || near('locked', 'accounts') || near('locked', 'secrets')) return 'locked';
  if (near('forgot', 'secrets')) return 'forgotten';
  if (has('mfaLost') && (has('forgot') || has('reset') || isRefused || near('gone', 'mfaLost')))
    return 'mfa-lost';
  if (near('expired', 'secrets')) return 'expired';
  if (near('reset', 'secrets') || near('reset', 'accounts')) return 'forgotten';
  return isRefused ? 'cannot-log-in' : undefined;
}

/** What is only asked for others: to unlock somebody by his name, to be told or to set his password. */
function kindForOthers(
  said: string,
  { has, near }: Hits,
  isPerson: boolean,
): LoginTrouble['kind'] | undefined {
  if (UNLOCKING.test(said)) return 'locked';
  if (has('authority') && has('reset')) return 'forgotten';
  return isPerson || has('others') ? (near('wanted', 'secrets') ? 'forgotten' : undefined) : undefined;
}

function meansOthers(text: string, said: string, { of, has }: Hits): boolean {
  if (has('authority') || IDENTIFIERS.some((pattern) => pattern.test(text))) return true;
  return of('others').some(({ from }) => !INTRODUCTION.test(said.slice(Math.max(0, from - 30), from)));
}

function blanked(said: string, hits: readonly Hit<List>[]): string {
  return hits.reduce(
    (rest, { from, to }) => rest.slice(0, from) + ','.repeat(to - from) + rest.slice(to),
    said,
  );
}
