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

/** `language/login-trouble.yaml`. */
export const loginTroubleFile = z.strictObject({
  secrets: phrases,
  accounts: phrases,
  forgot: phrases,
  reset: phrases,
  expired: phrases,
  locked: phrases,
  lockedOut: phrases,
  refused: phrases,
  nameForgotten: phrases,
  mfaLost: phrases,
  accountEnded: phrases,
  otherThings: phrases,
  systems: phrases,
  others: phrases,
  authority: phrases,
  notOthers: phrases,
  rules: phrases,
  enrol: phrases,
  switchOff: phrases,
  switchOn: phrases,
});

export type LoginTroubleWords = z.infer<typeof loginTroubleFile>;

type List = Exclude<keyof LoginTroubleWords, 'enrol' | 'switchOff' | 'switchOn'>;

/** What is said of a password stands near it; a story that mentions one is something else. */
const NEAR = 40;
/** Longer texts are stories, logs and quoted mails. */
const LONGEST = 1_000;

/** Names of accounts as they are written: an address, a part of a directory's name, an id. */
const IDENTIFIERS: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+\.[\w.]+/,
  /\b(?:uid|cn|ou|dc|samaccountname)\s*=/i,
  /\*\)\(|\(\|?\(/,
  /<@[^>]+>|(?<![\w.])@[a-z][\w.-]+/i,
  /\b(?:U|W)0[A-Z0-9]{6,}\b/,
  /\b(?:user|employee|staff)\s+(?!account|name|id\b|password|login)[a-z0-9][\w.-]*/i,
];
/** `reset jsmith`, `unlock the account of wangwei`, `password for John`. */
const OBJECT =
  /\b(?:reset|unlock|change|recover)\s+(?:the\s+)?(?:(?:password|passwords|pw|pwd|account|accounts|login)\s+)?(?:(?:of|for|from)\s+)?(?:the\s+)?([a-z][\w.'-]*)/g;
const OF =
  /\b(?:password|passwords|pw|pwd|account|login|credentials)\s+(?:of|for|belonging to)\s+(?:the\s+)?([a-z][\w.'-]*)/g;
const POSSESSIVE = /\b([a-z][\w-]*)'s\s+(?:\w+\s+)?(?:password|account|login|pw)\b/g;
const FORGETS = /\b([a-z][\w-]*)\s+(?:has\s+|have\s+)?(?:forgot|forgotten|forgets|locked)\b/g;
const MINE = new Set(
  (
    'my mine me i myself own our it this a an the please password passwords pw pwd account accounts login logins windows domain ad company work office ' +
    "corporate user username network computer laptop pc desktop vpn email outlook mail credentials now again asap today urgently to and or so i've " +
    "i'm have just via by in on from with because but for is was keeps got get gets getting accidentally totally completely somehow that which link page today " +
    "system microsoft office365 365 m365 intranet sso single mfa something someone's yesterday think also always already once m am are was were be been being today's"
  ).split(' '),
);
const HAN_OWNER =
  /([\p{Script=Han}a-z][\p{Script=Han}\w.-]{0,12})的\s*(?:\p{Script=Han}{0,4})?(?:密码|账号|帐号|账户)/gu;
const HAN_MINE =
  /(?:我|我们|自己|本人|个人|公司|电脑|计算机|系统|域|邮箱|邮件|登录|登陆|开机|办公|工作|企业|新|旧|老|以前|之前|原来|现在|windows|vpn|ad|outlook|pc|mac|正确|错误|设置|输入|用|忘记|忘了)$/u;
const HAN_OBJECT = /(?:重置|重设|解锁|解冻|找回)\s*(?:一?下)?\s*([a-z][\w.-]{2,})/gu;
const HAN_NAMED =
  /(?:忘记密码|忘了密码|密码忘了|被锁)的是|(?:给|帮(?!忙|助|帮|个|下|一下|看|解|重|处|改|查|弄|找)|为(?!什|何|了)|替)(?!我(?!同|们?老|领|朋|爸|妈|的?同))\s*[\p{Script=Han}a-z]/u;
const HAN_TITLED =
  /(?:小|老|阿)\p{Script=Han}(?=的?(?:密码|账号|帐号|忘|被|登))|\p{Script=Han}(?:总|工|哥|姐)(?=的?(?:密码|账号|帐号|忘|被|登|在|要))/u;

/** Tells what is the matter with somebody's account; undefined where it isn't about that. No model is asked (rule PR-27). */
export function createLoginTrouble(words: LoginTroubleWords): (text: string) => LoginTrouble | undefined {
  const { enrol: _, switchOff: __, switchOn: ___, ...lists } = words;
  const find = createFinder<List>(lists);

  return function troubleOf(text) {
    if (text.length > LONGEST) return undefined;
    const said = normalise(text);
    const hits = find(said);
    const kind = kindOf(hits);
    if (kind === undefined) return undefined;
    const has = (list: List) => hits.some((hit) => hit.list === list);
    const isAtTheDoor = kind === 'cannot-log-in' && has('systems');
    return {
      kind,
      whose: meansOthers(text, said, hits) ? 'other' : 'own',
      account: !has('otherThings') && !isAtTheDoor,
      asksAbout: has('rules'),
    };
  };
}

function kindOf(hits: readonly Hit<List>[]): LoginTrouble['kind'] | undefined {
  const of = (list: List) => hits.filter((hit) => hit.list === list);
  const has = (list: List) => of(list).length > 0;
  const secrets = of('secrets');
  const accounts = of('accounts');
  const near = (list: List, to: readonly Hit<List>[]) =>
    of(list).some((one) => to.some((other) => !isSame(one, other) && distance(one, other) <= NEAR));
  if (has('accountEnded') && secrets.length === 0) return 'account-expired';
  if (has('nameForgotten') && secrets.length === 0) return 'wrong-account';
  if (has('lockedOut') || near('locked', accounts) || near('locked', secrets)) return 'locked';
  if (near('forgot', secrets)) return 'forgotten';
  if (has('mfaLost') && (has('forgot') || has('refused') || has('reset'))) return 'mfa-lost';
  if (near('expired', secrets)) return 'expired';
  if (near('reset', secrets) || near('reset', accounts)) return 'forgotten';
  return has('refused') ? 'cannot-log-in' : undefined;
}

function distance(one: Hit<List>, other: Hit<List>): number {
  return Math.max(one.from, other.from) - Math.min(one.to, other.to);
}

/** “new password” is a reset and a password at once: it counts as both. */
function isSame(one: Hit<List>, other: Hit<List>): boolean {
  return one.from === other.from && one.to === other.to && one.list === other.list;
}

function meansOthers(text: string, said: string, hits: readonly Hit<List>[]): boolean {
  const has = (list: List) => hits.some((hit) => hit.list === list);
  if (has('authority') || IDENTIFIERS.some((pattern) => pattern.test(text))) return true;
  const excused = hits.filter(({ list }) => list === 'notOthers');
  const named = hits.some(
    (hit) => hit.list === 'others' && !excused.some(({ from, to }) => from <= hit.from && hit.to <= to),
  );
  return named || isNamed(said);
}

/** Whether a name stands where the owner of a password or an account does. */
function isNamed(said: string): boolean {
  const latin = [OBJECT, OF, POSSESSIVE, FORGETS].flatMap((pattern) =>
    [...said.matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  if (latin.some((word) => !MINE.has(word) && !/^(?:i|my|me)\b/.test(word))) return true;
  const owners = [...said.matchAll(HAN_OWNER)].map((match) => match[1] ?? '');
  if (owners.some((owner) => !HAN_MINE.test(owner))) return true;
  const objects = [...said.matchAll(HAN_OBJECT)].map((match) => match[1] ?? '');
  if (objects.some((word) => !MINE.has(word))) return true;
  return HAN_NAMED.test(said) || HAN_TITLED.test(said);
}
