/** The words that tell names from other words, of `language/login-trouble.yaml`. */
export type OwnerWords = Record<
  | 'plain'
  | 'systems'
  | 'otherThings'
  | 'mfaLost'
  | 'secrets'
  | 'accounts'
  | 'surnames'
  | 'notNames'
  | 'plainHan'
  | 'afterFor',
  readonly string[]
>;

/** Finds names where the owner of a password or an account stands. */
export function createAccountOwners(words: OwnerWords) {
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
    return /^\d/.test(bare) ? /\d{3}/.test(bare) : !plain.has(one) && !plain.has(bare);
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
