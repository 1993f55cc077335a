import { z } from 'zod';
import { createFinder, type Hit } from './finder.ts';
import { normalise } from './tokens.ts';

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
  const lists = Object.keys(found) as List[];
  const find = createFinder<List>(
    Object.fromEntries(lists.map((list) => [list, words[list]])) as unknown as Record<
      List,
      readonly string[]
    >,
  );
  const mend = createMender(words);
  const { isNamed, isPerson } = createNames(words);

  return function troubleOf(text) {
    if (text.length > LONGEST) return undefined;
    const said = mend(normalise(text));
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

/** Writes mistyped words as they are meant: `pasword`, `acconut`. */
function createMender({ mistyped, wellSpelt }: LoginTroubleWords): (said: string) => string {
  const known = new Set([...mistyped, ...wellSpelt]);
  return (said) =>
    said.replace(/(?<![a-z])[a-z]{5,11}(?![a-z])/g, (word) => {
      if (known.has(word)) return word;
      return mistyped.find((one) => isAlmost(word, one)) ?? word;
    });
}

/** One slip of the finger apart, or two in a long word. */
function isAlmost(word: string, meant: string): boolean {
  const slips = meant.length >= 8 ? 2 : 1;
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > slips) return false;
  let [before, row] = [[] as number[], Array.from({ length: meant.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= word.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= meant.length; j += 1) {
      const isSame = word[i - 1] === meant[j - 1];
      const cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && word[i - 1] === meant[j - 2] && word[i - 2] === meant[j - 1];
      next.push(isSwapped ? Math.min(cost, (before[j - 2] ?? 0) + 1) : cost);
    }
    [before, row] = [row, next];
  }
  return (row[meant.length] ?? slips + 1) <= slips;
}

/** Finds names where the owner of a password or an account stands. */
function createNames(words: LoginTroubleWords) {
  const latin = (list: readonly string[]) => list.filter((one) => /^[a-z]/.test(one));
  const plain = new Set([
    ...words.plain,
    ...latin(words.systems),
    ...latin(words.otherThings),
    ...latin(words.mfaLost),
  ]);
  const noun = anyOf(latin([...words.secrets, ...words.accounts]));
  const [surname, notName, mine] = [words.surnames, words.notNames, words.plainHan].map(anyOf);
  const word = `["'“<({[*]*([a-z][\\w.'-]*)`;
  const gap = `[\\s:=>"'(-]+`;
  const the = `(?:(?:the|my|our|this|that|an?|new|old|own|current|whole|entire|following)\\s+){0,4}`;
  const aux = `(?:(?:is|are|was|were|has|have|had|been|being|got|gets?|getting|also|just|still|again|currently|now|keeps?|always)\\s+){0,4}`;
  const thing = `(?:\\p{Script=Han}{0,4}|[a-z]+\\s*)(?:密码|账号|帐号|账户|口令|${noun})`;
  const post = `(?=的?\\s*${thing}|忘|记不|登|被锁|锁|解锁|重置|密码|过期|需?要)`;
  const pre = `(?:^|[^\\p{Script=Han}]|[把给帮替代为让叫和跟与及部门工员户事请锁置查下]|(?<!我)是|(?:告诉|发|给)我)`;
  const person = `(?!${notName})${surname}\\p{Script=Han}{1,2}`;

  const owners = [
    `\\b${word}'s\\b`,
    `\\b([a-z]+s)'\\s+(?:\\w+\\s+){0,2}${noun}\\b`,
    `(?<![\\w.])([a-z0-9][\\w.-]*)\\s*(?:的\\s*)?${thing}`,
    `\\b${noun}\\s+of\\s+${the}${word}`,
  ].map(pattern);
  const named = [
    `(?:\\b|_)(?:reset(?:ting|s)?(?:[-_]?password)?|unlock(?:ing)?|recover|restore|re-?enable|reactivate)${gap}${the}(?:${noun}(?:${gap}|\\s+))?(?:(?:of|for|from)\\s+)?${the}${word}`,
    `\\b${noun}(?:\\s+reset)?\\s+(?:(?:is|are)\\s+)?(?:for|of|belonging to|belongs to|that of)\\s+${the}${word}`,
    `\\b${word}\\s+${aux}(?:forgot(?:ten)?|forgets?|locked|blocked|can't|cannot|cant|couldn't|unable|needs)\\b(?!\\s+my\\b)`,
    `["'“([]\\s*(?:of|for|user|word of user)\\s+${word}`,
    `\\bthat\\s+of\\s+${the}${word}`,
    `\\b(?:issue|give|send|assign|hand)\\s(?:[\\w']+\\s+){0,4}${noun}\\s+to\\s+${the}${word}`,
    `([a-z][\\w.-]*)\\s*(?:忘|被锁)`,
    `(?:重置|重设|解锁|解冻|找回|恢复|reset|unlock)(?:一下|下|账号|帐号|用户|密码|的|把|\\s)*([a-z][\\w.-]{2,})`,
    `(?:帮|给|替|为|把)\\s*([a-z][\\w.-]*)`,
  ].map(pattern);
  const ids = [
    `\\b(?:user|user\\s?name|user\\s?id|login|login name|uid|account|account name|employee|staff|emp)(?:\\s+(?:id|no\\.?|number|name))?["']?\\s*[:=#]+\\s*["']?([a-z0-9][\\w.-]*)`,
    `\\b(?:user|employee|personnel|badge|staff|emp|uid)\\s+(?:(?:id|no\\.?|number)\\s+)?#?([a-z0-9][\\w.-]*)`,
    `\\b(?:account|login)\\s+([a-z0-9][\\w.-]*)(?=\\s+(?:is|has|got|was|locked|forgot|expired|blocked|${noun})\\b|\\s*$)`,
    `(?:用户名?|账号|帐号|账户|登录名|工号)\\s*[是为叫]?\\s*[:：]?\\s*([a-z][\\w.-]{2,}|\\d{3,})`,
  ].map(pattern);
  const people = [
    `${pre}${person}${post}`,
    `(?:解锁|重置|[给帮替代])${person}(?!\\p{Script=Han})`,
    `(?:^|[^\\p{Script=Han}]|[把给帮替])(?!${mine})\\p{Script=Han}{2,3}(?<!${mine})的${thing}`,
    `(?<![由关对终至属等])(?!${notName})${surname}(?:总(?![共体])|工|哥|姐|经理|主任|老师|董)`,
    `(?:小(?![写时心程键])|老(?![是被忘显提说输登要师系账密帐板总])|阿)\\p{Script=Han}(?=的?(?:密码|账号|帐号|忘|被|登))`,
    `(?:部|部门|组|科|中心|人|员|们)的${thing}`,
  ].map(pattern);
  const others = [
    `(?:忘记密码|忘了密码|密码忘了|被锁)的是|(?:整个|全|各)\\p{Script=Han}{0,4}(?:部|组|科|室|公司|班)`,
    `(?<!\\bwork\\s)\\b(?:for|of)\\s+${the}(?:\\w+\\s+){0,2}(?:department|team|unit|division|group)\\b`,
    `(?<![因认以作成变改设视行分])(?:帮|给|替|为)(?!${anyOf(words.afterFor)})\\p{Script=Han}`,
  ].map(pattern);

  const isUnknown = (one: string) => {
    const bare = one.replace(/[.'-]+$/, '').replace(/'s$/, '');
    return /^\d/.test(bare) ? /\d{3}/.test(bare) : !plain.has(one) && !plain.has(bare) && !/..ly$/.test(bare);
  };
  const isOwn = /(?:\b(?:my|own)\s+(?:\w+\s+)?|(?:我的?|本人的?)[^,，。\s]{0,4}\s*)$/;
  const captures = (said: string, patterns: readonly RegExp[]) =>
    patterns.flatMap((one) =>
      [...said.matchAll(one)].map((match) => ({ name: match[1] ?? '', at: match.index })),
    );
  const has = (said: string, patterns: readonly RegExp[]) => patterns.some((one) => said.search(one) !== -1);
  const isPerson = (said: string) =>
    has(said, people) || captures(said, owners).some(({ name }) => isUnknown(name));
  return {
    /** Whether a password is said to be somebody's, by his name. */
    isPerson,
    isNamed: (said: string) =>
      isPerson(said) ||
      has(said, others) ||
      captures(said, named).some(({ name }) => isUnknown(name)) ||
      captures(said, ids).some(
        ({ name, at }) => isUnknown(name) && !isOwn.test(said.slice(Math.max(0, at - 20), at)),
      ),
  };
}

function pattern(source: string): RegExp {
  return new RegExp(source, 'gu');
}

function anyOf(words: readonly string[]): string {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  return `(?:${longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s')).join('|')})`;
}
