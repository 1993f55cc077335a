/** What every complaint may say, of whatever it complains; longer ones first where one begins another. */
const GENERIC_HAN =
  /打不开|用不了|不能用|不好使|不好用|没反应|起作用|没办法|怎么办|怎么样|怎么|回事|什么|问题|毛病|故障|情况|异常|出错|报错|错误|失败|不行|无法|不能|不了|没法|使用|正常|工作|东西|好像|今天|现在|突然|一直|总是|老是|帮忙|看看|一下|请问|麻烦|求助|遇到|碰到|出现|发生|解决|处理|我们|这个|那个|它们|[我你您它这那个点些有出了的坏是在又也还都啊呀吧吗呢哦急请帮看不没用好]/gu;
const GENERIC_LATIN =
  /\b(?:i(?:'m|'ve)?|we(?:'ve)?|me|my|our|it(?:'?s)?|this|that|there(?:'?s)?|here|you|have|has|having|had|got|get|is|are|was|am|be|a|an|the|some|any|something|anything|everything|nothing|things?|problems?|issues?|troubles?|errors?|bugs?|faults?|wrong|bad|broken?|down|fail(?:s|ed|ing|ure)?|not|no|does|doesn'?t|do|don'?t|isn'?t|won'?t|can'?t|cannot|can|could|would|work(?:s|ed|ing)?|longer|anymore|more|please|pls|help|need|hi|hello|hey|now|again|still|today|just|stop(?:s|ped)?|with|to|at|all|and|so|what|happen(?:s|ed|ing)?)\b/giu;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]+/gu;

/** The words without those that say nothing of what it is about: “打印机有问题” → “打印机”, “it does not work” → “”. */
export function informative(words: string): string {
  const rest = words.replaceAll('’', "'").replace(GENERIC_LATIN, ' ').replace(GENERIC_HAN, ' ');
  return (rest.match(LETTER_OR_NUMBER) ?? []).join(' ');
}

/** “有问题”, “it does not work”: something is wrong, and nothing is told of it. */
export function tellsNothing(words: string): boolean {
  return informative(words) === '';
}
