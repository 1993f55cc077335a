import { tokens } from '../language/tokens.ts';

/** A text as its telling words with what each counts for, and all together. */
export interface Terms {
  weights: ReadonlyMap<string, number>;
  total: number;
}

const HAN = /^\p{Script=Han}+$/u;
/** Words that stand in any question. */
const FILLING = new Set(
  (
    'a an and are as at be but by can could do for from get got have how i id if in is it its me my not of on or our please so some ' +
    'that the their them then there these this to too up us wa we were what when where which who why will with would you your am ' +
    'here help need want hi hello hey again also now still today since ' +
    '的 了 吗 呢 吧 啊 呀 我 你 您 他 她 它 们 我们 是 在 有 就 都 也 很 太 这 那 这个 那个 一个 怎么 怎么办 怎样 如何 什么 为什么 请问 可以 ' +
    '能 要 想 想要 需要 帮 帮忙 帮我 谢谢 麻烦 一下 一直 总是 突然 今天 昨天 现在 还是 哪里 哪个 把 被 给 让 和 与'
  ).split(' '),
);

/** What tells one question from another: words count more than the pieces of words. */
export function termsOf(text: string): Terms {
  const weights = new Map<string, number>();
  for (const token of tokens(text)) {
    if (FILLING.has(token)) continue;
    const weight = HAN.test(token) ? (token.length === 1 ? 0.4 : 0.8) : /\d/.test(token) ? 1.5 : 1;
    weights.set(token, weight);
  }
  let total = 0;
  for (const weight of weights.values()) total += weight;
  return { weights, total };
}

/** How alike two texts are, 0 to 1: by the words they share, and by how much of the shorter is in the longer. */
export function likeness(a: Terms, b: Terms): number {
  if (a.total === 0 || b.total === 0) return 0;
  const [few, many] = a.weights.size < b.weights.size ? [a.weights, b.weights] : [b.weights, a.weights];
  let shared = 0;
  for (const [term, weight] of few) if (many.has(term)) shared += weight;
  const dice = (2 * shared) / (a.total + b.total);
  const contained = shared / Math.min(a.total, b.total);
  return Math.min(1, 0.7 * dice + 0.3 * contained);
}
