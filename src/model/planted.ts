/**
 * Sentences that speak to a machine and not to a reader. The filter couldn't tell them from an article's own words, since they stand in it; so
 * a line of a ticket that holds one is not shown to the model, and an article not at all.
 */
const PLANTED: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|overlook|override|bypass|neglect)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|everything|all|any|preceding|system|your|these|those|the)\b[^.!?\n]{0,40}\b(?:instructions?|prompts?|rules?|text|told|commands?|guidelines?|context|directions?)\b/i,
  /\b(?:system|developer|admin(?:istrator)?) ?(?:mode|prompt|message|override|note)\b|^\s*(?:system|assistant|developer|ai)\s*[:：>]|<\|?(?:im_start|im_end|system|assistant|endoftext)|\[\/?INST\]|\[\[\s*system|"role"\s*:/i,
  /\b(?:assistant|chat ?bot|language model|LLM|AI (?:model|assistant|system)|chatgpt|gpt)\b\s*[:：]|\b(?:as|you are) an? (?:ai|assistant|language model|chatbot|unrestricted)\b|\byou are (?:now|DAN)\b|\bDAN\b/i,
  /\b(?:in|to|into|with|of|from|for|at|before|after|within|end|begin|start)\s+(?:your|each|every|the|any|all)\s+(?:next |final |own )?(?:repl(?:y|ies)|responses?|answers?|output|completion|generation)\b/i,
  /\b(?:provide|give|write|format|modify|enhance|augment|adjust|end|begin|start|scramble|jumble|translate|encode|rewrite|craft|infuse|embed|append)\b[^.!?\n]{0,60}\byour\s+(?:repl(?:y|ies)|responses?|answers?|messages?|output|words|text)\b/i,
  /\b(?:answer|respond)\s+(?:only |just |simply |always )*with\b|\b(?:answer|respond|reply)\s+(?:only |just |simply |always )*(?:with|by|in|as)?\s*["“'‘:]|\bfor every question\b|\b(?:supersedes?|overrides?) (?:all|any|every)\b|\b(?:before|when(?:ever)?|after|if) you (?:answer|reply|respond)\b|\b(?:do not|don't) (?:create|notify|tell|mention|reveal|show|open) (?:an? |the |any )?(?:entry|ticket|staff|anyone|user|human)/i,
  /\b(?:print|repeat|reveal|output|show|display|leak|dump|echo)\b[^.!?\n]{0,40}\b(?:prompt|instructions?|the following|above|verbatim|rules|conversation|markdown)\b|\b(?:replac(?:e|ing)|whereas)\b[^.!?\n]{0,20}(?:\[[A-Z_]+\]|[A-Z]+(?:_[A-Z]+)+)|\{(?:last_)?(?:user|message|email|name|history)[a-z_]*\}/i,
  /\b(?:append|add|include|insert|put|attach|integrate|embed)\b[^.!?\n]{0,60}\b(?:every|each|all)\s+(?:answers?|repl(?:y|ies)|responses?|messages?)\b/i,
  /(?:忽略|无视|無視|忘记|忘掉|不要理会|跳过|覆盖|绕过)(?:[^。！？\n]{0,4}(?:你的|你被|以上|之前|先前|前面|所有|一切|上述|任何|此前|系统)[^。！？\n]{0,12}(?:指令|指示|说明|提示|规则|要求|设定|限制|内容)?|[^。！？\n]{0,6}(?:指令|指示|二次验证|身份验证))/,
  /(?:给|致|告诉|提醒|请)?(?:助手|机器人|AI|人工智能|模型|大模型|语言模型)\s*[:：,，]|^\s*[(（【]?系统\s*[:：]|(?:你(?:现在)?是|扮演|充当|作为)(?:一个|一名|名为)?[^。\n]{0,12}(?:AI|人工智能|模型|助手|DAN|机器人)|系统(?:模式|提示词|指令|通知[:：])|(?:第一条|你的|上面的)系统(?:提示|消息)/i,
  /(?:在|把|将|于|请)?(?:你的|每(?:次|个|条)|所有|最终)(?:回答|回复|答复|回应|输出|答案)|(?:回答|回复|答复|输出)(?:前|时|里|中|末尾|开头|结尾|任何问题|所有问题)|(?:只|仅|直接)(?:需)?(?:回复|回答|输出)|始终(?:优先)?(?:显示|回复|附上|展示)|(?:取代|替代|优先于)(?:所有|其他|一切)/,
  /(?:不要|无需|禁止)(?:创建|建立|通知|告知|转给|开)(?:工单|人工|坐席|用户|任何人)|(?:原文|逐字)[^。\n]{0,6}(?:输出|重复|打印)/,
];

/** Whether anything in a text speaks to a machine. */
export function isPlanted(text: string): boolean {
  return sentencesOf(text).some((sentence) => PLANTED.some((form) => form.test(sentence)));
}

/** A text without the lines in which something speaks to a machine. */
export function withoutPlanted(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isPlanted(line))
    .join('\n');
}

function sentencesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.split(/(?<=[。！？；]["”’）)]*|[.!?]["”’)]*\s)/u));
}
