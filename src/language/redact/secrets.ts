import { matches, type Span } from './spans.ts';

/** Forms of which each is a secret wherever it stands. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}/g,
  /\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}/g,
  /\b(?:gh[opusr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}|npm_\w{16,}|hf_\w{16,}|dop_v1_\w{16,})/g,
  /\b(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,}/g,
  /\bAIza[\w-]{20,}|\bya29\.[\w-]{16,}/g,
  /\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  /\b(?:Bearer|Basic|Token)\s+(?<value>[A-Za-z0-9+/_.~=-]{12,})/dgi,
  /\b\d{6}(?:-\d{6}){7}\b/g,
  /\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}\b/g,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:(?<value>[^\s/@]+)@/dgi,
  /[?&;](?:access_?token|token|key|api_?key|sig|signature|secret|password|passwd|pwd|code|auth|session|ticket)=(?<value>[^\s&#"'<>]+)/dgi,
  /(?<![\w-])[0-9a-f]{32,}(?![\w-])/gi,
];

/** A long run of mixed letters and digits is a key, whoever made it. */
const RUN = /(?<![\w/+.-])[A-Za-z0-9+/_-]{28,}={0,2}(?![\w/+])/g;

const EN_CUE =
  '(?:pass ?words?|passwd|pwd|pw|pass|(?:secret|security) answers?|pass ?codes?|pass ?phrases?|user ?pass|login ?pass|credentials?|creds|pin(?: ?codes?| ?numbers?)?|otp|' +
  '(?:verification|security|one[- ]?time|sign[- ]?in|log[- ]?in|sms|text|auth(?:entication|enticator)?|mfa|2fa|access|backup|recovery|reset|activation|temporary|temp) ?(?:codes?|keys?|pass(?:words?|codes?)?)|' +
  '(?:api|access|secret|private|shared|pre-?shared|wi-?fi|wpa[23]?|network|encryption|license|licence|product|ssh)[ _-]?keys?|psk|secrets?|tokens?|(?:client|app)[ _-]?secrets?)';
const EN_LINK =
  '(?:\\s*(?::|=|->|=>|–|—)\\s*|\\s+(?:(?:now|still|right now|currently|for (?:it|that|this|\\S+)|(?:that )?(?:i|we|you|he|she|they) \\w+(?: \\w+)?|(?:of|on) (?:my|the|his|her|our|their) \\S+)\\s+)?(?:is|was|are|were|equals|reads|to be)(?:\\s+(?:now|still|set to|just|simply|currently|actually))?\\s*[:=]?\\s+|\\s+(?:to|as|set to|changed to|reset to)\\s*[:=]?\\s+)';
const QUOTED = '["“”\'‘’`「『«]';
const EN = new RegExp(
  `(?<![\\w-])${EN_CUE}${EN_LINK}(?:${QUOTED}(?<quoted>[^"“”\`「」『』«»\\n]{1,80}?)(?=${QUOTED}|[」』»]|$)|(?<plain>[^\\s"“”「」『』，。；、]+(?:[ \\t]+[^\\s"“”，。；、]+){0,6}))`,
  'dgi',
);
/** "password Hunter2!", "PIN 4821": without a verb the value must look like one. */
const EN_BARE = new RegExp(`(?<![\\w-])${EN_CUE}\\s+["'“‘\`]?(?<value>[^\\s"“”'\`，。；、]{3,})`, 'dgi');
/** "the code is 482913", but no error's. */
const CODE =
  /(?<!\b(?:error|stop|exit|status|fault|event|reason|result|return|response|bug ?check|http|qr|bar|zip|postal|area|country|product|asset|source|dress)[ -])\bcode(?:\s+(?:is|was|i (?:got|received)|they sent|you sent|from (?:the )?\w+ is)|\s*[:=])+\s*["'“]?(?<value>\d{4,8}(?:[ -]\d{3,4})?)\b/dgi;
const CODE_GIVEN =
  /(?<![\d.-])(?<value>\d{4,8})\s+(?:is|was)\s+(?:my|the|your)\s+(?:\w+[ -])?(?:code|pin|otp|passcode|password)\b/dgi;

/** "login bob:hunter2", "账号 zhangsan / zs@2024". */
const LOGIN =
  /(?:\b(?:log-?in|user(?: ?name)?|account)|账号|帐号|用户名?)\s*:?\s*[\w.@-]+\s*[:/|]\s*(?<value>[\x21-\x7e]{4,})/dgi;
/** "I typed Summer2024! as my password". */
const AS =
  /(?<![\w.-])(?<value>[\x21-\x7e]{4,40})\s+(?:as|for|is|was)\s+(?:my|the|your|our|a|his|her)\s+(?:\w+[ -])?(?:password|passcode|pass|pin|pwd)\b/dgi;
/** Read out digit by digit. */
const SPELT = new RegExp(
  `(?<![\\w-])(?:${EN_CUE}|验证码|校验码|动态码|安全码|PIN码?)(?:\\s*(?:is|was|是|为|[:=]))?\\s*(?<value>\\d(?:[ -]?\\d){3,9})(?![\\w-])`,
  'dgi',
);
const QUOTED_ALONE = new RegExp(
  `(?<![\\w-])${EN_CUE}\\s*["“‘'\`](?<value>[^"”’'\`\\n]{3,80})["”’'\`]`,
  'dgi',
);
const SMS_CODE =
  /(?<!\b(?:error|stop|exit|status|fault|event|reason|result|return|response|check|http|qr|bar|zip|postal|area|country|product|asset|source) )\bcode\s+(?<value>\d{3}[ -]?\d{3})(?![\w-])/dgi;
const ANSWER_ZH = /密保(?:问题)?(?:的?答案)?\s*(?:是|为|:|=)\s*(?<value>[^\s,;，。；]{1,20})/dg;

const ZH_CUE =
  '(?:密码|密碼|口令|通行码|暗号|PIN ?码?|验证码|驗證碼|校验码|动态码|动态令牌|短信码|安全码|恢复码|恢复密钥|备用码|激活码|授权码|登录码|提取码|密钥|金鑰|秘钥|令牌|密匙|凭据|凭证|password|passwd|pwd|token|api ?key|secret)';
const ZH_LINK =
  '(?:\\s*(?:改成了?|改为了?|设成了?|设为了?|设置成了?|设置为了?|换成了?|重置成了?|重置为了?|初始化为|更新为|写的是|填的是|输入的是|输的是|输入|输了?|用的是|一直是|应该是|默认是|就是|还是|仍是|都是|是|为|叫|给的是|收到的是|:|=|——?|→)\\s*)+';
const ZH = new RegExp(
  `${ZH_CUE}(?:[\\u4e00-\\u9fff]{0,4}[(][^()]{0,12}[)])?(?:[\\u4e00-\\u9fff]{0,6}?)${ZH_LINK}[“"'‘「『\`]?(?:[\\u4e00-\\u9fff]{1,8}[ ,:]?)?(?<value>[\\x21-\\x7e]{3,}(?: [\\x21-\\x7e]*[\\d!@#$%^&*][\\x21-\\x7e]*)?)`,
  'dgi',
);
const ZH_WORDS = new RegExp(`${ZH_CUE}\\s*(?:[:=]|是|为)\\s*[“"‘「『](?<value>[^”"’」』\\n]{1,40})`, 'dgi');
const ZH_BARE = new RegExp(`${ZH_CUE}\\s*[“"'‘「『\`]?(?<value>[\\x21-\\x7e]{4,})`, 'dgi');
const ZH_GIVEN =
  /(?<![\w.-])(?<value>[\x21-\x7e]{4,40})\s*(?:这个|是我的|是新的?|是|就是)(?:我的|新的?|你的|登录|临时|初始)?(?:密码|口令|验证码|动态码|PIN)(?!错|不|吗|么|的)/dgi;

/** What a password is said to be without being given away. */
const STATES = new Set(
  (
    'expired expiring wrong incorrect invalid not no never required needed necessary locked unlocked reset being been the a an my your his her our their too still correct right ' +
    'always rejected refused accepted denied unknown missing forgotten lost changed updated synced saved stored asked requested empty blank weak strong old new same different ' +
    'ok okay fine working valid case about due going getting only also again sent typed entered and or but so because if when where how what why which that this it its there here ' +
    'you i we they he she in on at for with by of to from into policy policies protected prompt prompts page manager field dialog window screen box error errors issue issues problem problems ' +
    'longer shorter hidden shown visible good bad set up just now nothing something somewhere everywhere compromised leaked phished disabled enabled broken failing failed fails ' +
    "doesn't does don't do did didn't won't isn't wasn't can't cannot has had have will would should could may might must gets keeps keep stops stopped please help change reset. recover"
  ).split(' '),
);
/** Where a pass phrase has ended. */
const ENDS = new Set(
  "and but it which that when why please can could so then for on in at to not or does doesn’t doesn't still i the my is was after before while if because since thanks thank with from help".split(
    ' ',
  ),
);

/** Passwords, codes, keys and tokens: never sent, never put back. */
export function secretsIn(text: string): Span[] {
  return [
    ...FORMS.flatMap((form) => matches(text, 'SECRET', form)),
    ...matches(text, 'SECRET', RUN, isRandom),
    ...saidInEnglish(text),
    ...matches(text, 'SECRET', EN_BARE, looksChosen),
    ...matches(text, 'SECRET', LOGIN, looksChosen),
    ...matches(text, 'SECRET', AS, looksChosen),
    ...[SPELT, QUOTED_ALONE, SMS_CODE, ANSWER_ZH].flatMap((form) => matches(text, 'SECRET', form)),
    ...matches(text, 'SECRET', CODE),
    ...matches(text, 'SECRET', CODE_GIVEN),
    ...matches(text, 'SECRET', ZH, isGivenAway),
    ...matches(text, 'SECRET', ZH_WORDS),
    ...matches(text, 'SECRET', ZH_BARE, looksChosen),
    ...matches(text, 'SECRET', ZH_GIVEN, looksChosen),
  ];
}

function saidInEnglish(text: string): Span[] {
  return [...text.matchAll(EN)].flatMap((match): Span[] => {
    const quoted = match.indices?.groups?.['quoted'];
    if (quoted) return [{ kind: 'SECRET', start: quoted[0], end: quoted[1] }];
    const plain = match.indices?.groups?.['plain'];
    const words = match.groups?.['plain'];
    if (!plain || !words) return [];
    const isGiven = /[:=>]\s*$/.test(text.slice(Math.max(0, plain[0] - 4), plain[0]));
    const end = endOfPhrase(words, isGiven);
    return end === 0 ? [] : [{ kind: 'SECRET', start: plain[0], end: plain[0] + end }];
  });
}

function isGivenAway(value: string): boolean {
  return isNoCode(value) && !STATES.has(plainWord(value.split(' ')[0] ?? ''));
}

/** How far the secret reaches: one word, or several where the first looks like a word of a phrase. */
function endOfPhrase(words: string, isGiven: boolean): number {
  const parts = [...words.matchAll(/\S+/g)];
  const first = parts[0]?.[0] ?? '';
  const isPhrase = isGiven && parts.slice(1, 4).filter(({ 0: word }) => !isCommon(word)).length >= 2;
  if ((STATES.has(plainWord(first)) && !isPhrase) || !isNoCode(first)) return 0;
  let end = lengthOf(first);
  if (end < first.length || !/^[a-z]+$/i.test(first)) {
    // "Summer2024! 99": what goes on with digits or signs belongs to it; a word doesn't.
    return end;
  }
  for (const part of parts.slice(1)) {
    if (ENDS.has(plainWord(part[0]))) break;
    end = part.index + lengthOf(part[0]);
    if (lengthOf(part[0]) < part[0].length) break;
  }
  return end;
}

function isCommon(word: string): boolean {
  return STATES.has(plainWord(word)) || ENDS.has(plainWord(word));
}

/** Without the full stop or comma that ends the sentence; "!" and "?" may well belong to a password. */
function lengthOf(word: string): number {
  return word.replace(/[.,;:)]+$/, '').length || word.length;
}

function plainWord(word: string): string {
  return word
    .toLowerCase()
    .replace(/[.,;:!?)]+$/, '')
    .replace('’', "'");
}

/** Letters mixed with digits or signs, or digits alone: not a word of the sentence. */
function looksChosen(value: string): boolean {
  const core = value.replace(/[.,;:)]+$/, '');
  if (!isNoCode(core) || core.length < 3) return false;
  return (
    /^\d{4,10}$/.test(core) ||
    (/[\d]/.test(core) && /[a-z]/i.test(core)) ||
    /[a-z].*[!@#$%^&*+=~]/i.test(core)
  );
}

/** An error code is what people need help with. */
function isNoCode(value: string): boolean {
  return !/^(?:0x[0-9a-f]+|\[?[A-Z]+_\d+\]?)[.,;:)]*$/i.test(value);
}

function isRandom(value: string): boolean {
  const isGuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  const digits = value.match(/\d/g)?.length ?? 0;
  const words = value.split(/[-_/]/).every((part) => /^(?:[A-Za-z]?[a-z]+|[A-Z]+|\d+)$/.test(part));
  return !isGuid && !words && digits >= 3 && /[a-z]/.test(value) && /[A-Z]/.test(value);
}
