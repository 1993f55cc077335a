import { latinTokensOfNormalised, normalise } from '../language/tokens.ts';

// Characters and words that say nothing about what is wrong. “不” and “没” do: 打不开 is not 打开.
const STOP_HAN =
  /怎么办|怎么回事|怎么样|怎么|什么时候|为什么|什么|麻烦|帮忙|帮我|请问|可以|一下|一直|总是|老是|突然|已经|现在|今天|昨天|需要|想要|[了的我你您他她它们是吗呢啊吧呀哦嘛啦就都也又很太这那哪么被把给让跟和与谁啥着请]/u;
// One thing, two names.
const ALIASES: Record<string, string> = { 无线: 'wifi', wlan: 'wifi' };
const STOP_LATIN = new Set(
  (
    'a an and any are as at be been but by can could do doe did for from get got go ha have had he her hi hello hey him his how i id ' +
    'if ill im in into is it its ive just let like m me my of on or our out please pls re s she so some than thank that the their ' +
    'them then there these they thi this to too u up us very wa was we were what when where which who why will with would you your ' +
    'am here help need want help someone anyone keep always again also now still today since'
  ).split(' '),
);
// They occur in every complaint; a hint, but no reason to believe in a match.
const WEAK = new Set(
  (
    '不能 不了 无法 不行 问题 报错 错误 失败 坏 显示 提示 使用 打开 不上 打不 不开 不出 连不 不到 登不 没反 反应 cant wont doesnt isnt not no work broken error problem issue fail ' +
    'stop new show say try use 公司 company'
  ).split(' '),
);
const HAN_RUN = /\p{Script=Han}+/gu;

export interface Term {
  text: string;
  /** What it counts for before its rarity is known, 0..1. */
  weight: number;
}

/** The informative words of a text: two-character pieces of Chinese, stemmed words, codes and models, once each. */
export function terms(text: string): Term[] {
  const normalised = normalise(text);
  const found = new Map<string, number>();
  const add = (term: string, weight: number) => found.set(term, Math.max(weight, found.get(term) ?? 0));
  for (const run of normalised.match(HAN_RUN) ?? []) addHan(run, add);
  for (const token of latinTokensOfNormalised(normalised)) {
    if (STOP_LATIN.has(token)) continue;
    add(ALIASES[token] ?? token, WEAK.has(token) ? 0.3 : 1);
  }
  return [...found].map(([term, weight]) => ({ text: term, weight }));
}

function addHan(run: string, add: (term: string, weight: number) => void): void {
  for (const piece of run.split(STOP_HAN)) {
    if (piece.length === 1) add(piece, WEAK.has(piece) || piece === '不' ? 0.2 : 0.9);
    // Single characters forgive another order: 纸卡住 and 卡纸.
    else for (const character of piece) if (character !== '不') add(character, 0.3);
    for (let i = 0; i + 1 < piece.length; i++) {
      const pair = piece.slice(i, i + 2);
      add(ALIASES[pair] ?? pair, WEAK.has(pair) ? 0.3 : 1);
    }
  }
}
