const LONGEST = 200;
const END = /(?:才对|才對|才是|哦|啊|呢|吧|的|please|thanks|谢谢|[\s。.!！,，;；~])+$/iu;
const SIGNS = String.raw`[\s,\uff0c。.:\uff1a;\uff1b!\uff01-]`;

const CORRECTIONS = [
  // 更正:3 楼
  new RegExp(
    String.raw`^(?:更正|纠正|糾正|修正|订正|訂正|correction|typo)(?:一下)?${SIGNS}{1,3}(?:应该是|應該是|是|it'?s|it is)?\s?(.+)$`,
    'iu',
  ),
  // 不是 M404,是 M405
  /^.{0,12}?不是.{1,40}?[\s,\uff0c、]{0,2}(?:而是|应该是|應該是|是)\s?(.+)$/iu,
  // 型号写错了,是 M405 / 不对,应该是 3 楼
  new RegExp(
    String.raw`^.{0,20}?(?:[写寫说說打填搞弄选選发發输輸记記][错錯]|[错錯]了|不[对對]|口[误誤]|抱歉|不好意思|对不起|對不起)(?:了)?${SIGNS}{0,3}.{0,10}?(?:应该是|應該是|应为|應為|改成|改为|改為|其实是|其實是|是)\s?(.+)$`,
    'iu',
  ),
  // 型号改成 M405
  /^.{0,12}?(?:改成|改为|改為|更正为|更正為|换成|換成)\s?(.+)$/iu,
  /^.{0,8}?(?:其实|其實|实际上?|實際上?)(?:应该|應該)?是\s?(.+)$/iu,
  /^(?:.{0,24}[\s,.-])?i meant?(?: to (?:say|write|type))?,? (.+)$/iu,
  /^(?:oh |no,? |sorry,? |actually,? |it |that |the [a-z ]{2,20} )*should(?:'ve| have)? (?:be|been|say|read) (.+)$/iu,
  /^(?:please |can you |could you |pls )*(?:change|correct|update|make) (?:it|that|the [a-z ]{2,20}|my [a-z ]{2,20})(?: from .{1,30}?)?(?: to|,)? (.+)$/iu,
  /^not .{1,30}?(?:,| but)(?: it'?s| rather)? (.+)$/iu,
  /^(?:it'?s|it is|the [a-z ]{2,20} is) not .{1,30}?[,;](?: it'?s| it is| but)? (.+)$/iu,
  /^.{0,30}?(?:my mistake|my bad|i was wrong|i mistyped|mistyped|that was wrong|wrong (?:model|number|name|room|floor|code|one|answer|date)|sorry|oops|whoops|actually|no wait|wait)[\s,:.;!-]{1,3}(?:no,? )?(?:it'?s|it is|that'?s|the [a-z ]{2,20} is) (.+)$/iu,
];
// “Actually it's still broken” and “no, it is fine” are answers, not corrections.
const STATE =
  /^(?:still|not|no|working|broken|fixed|solved|fine|ok|okay|good|urgent|the same|done|all|back|slow|very|too|so|my|your|because|getting|gone|什么|不|没|因为|网络问题|还|好|要|我|你)/iu;
const PROBLEM =
  /(?:连不上|打不开|坏了|不行|报错|用不了|没反应|doesn't|does not|can't|cannot|won't|isn't|问题)/iu;

/** What is right, when the message corrects an earlier answer: “型号写错了,是 M405” → “M405”. */
export function recogniseCorrection(text: string): string | undefined {
  const message = text.trim();
  if (message.length === 0 || message.length > LONGEST || /[?\uff1f]$/.test(message)) return undefined;
  for (const pattern of CORRECTIONS) {
    const right = pattern.exec(message)?.[1]?.replace(END, '').trim();
    if (right === undefined || right === '') continue;
    return STATE.test(right) || PROBLEM.test(right) ? undefined : right;
  }
  return undefined;
}
