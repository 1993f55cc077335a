const SECRET_EN =
  '(?:pass ?words?|pass ?codes?|pass ?phrases?|pwd|pin(?: ?codes?| ?numbers?)?|otp|(?:verification|security|one[- ]time|sms|mfa|2fa|two[- ]factor|login|log[- ]in|authenticat\\w+|access|backup|recovery|confirmation|six[- ]digit|6[- ]digit|reset|temporary) (?:codes?|keys?|pins?|pass ?words?|pass ?codes?|tokens?|numbers?)|codes? (?:you (?:got|received|have)|we sent|from your)|credentials|(?:security|access|api|private|secret) (?:keys?|tokens?)|secret|cvv|log[- ]?in (?:details|data|information)|employee (?:number|id) and pin)';
const GIVE_EN =
  '(?:send|tell|give|share|provide|reply|respond|answer|text|read(?: out)?|confirm|dm|post|forward|e-?mail|message|write|type|enter|input|submit|paste|supply|disclose|reveal|hand over|fill in|state|verify|quote|let (?:me|us) (?:know|have)|attach|upload|need|require|want|ask for|log ?in with|sign in with|call [^.!?\\n]{0,40} (?:and|with))';
const REQUEST_EN = new RegExp(
  `\\b${GIVE_EN}\\b(?:(?!\\b(?:never|not|don't|don’t)\\b)[^.!?\\n]){0,60}?\\b${SECRET_EN}\\b`,
  'gi',
);
const QUESTION_EN = new RegExp(
  `\\b(?:what(?:'s| is| was)|which is|may i have|can i have|could i have|do you (?:have|know|remember))\\b[^.!?\\n]{0,30}\\b(?:your|the)\\b[^.!?\\n]{0,20}\\b${SECRET_EN}\\b`,
  'gi',
);
const LABEL_EN = new RegExp(`\\b${SECRET_EN}\\s*(?::|\\?)\\s*(?:_{2,}|\\.{3}|…|$)`, 'gim');
const DENIED_EN =
  /\b(?:never|do not|don't|don’t|not to|nobody|no one|won't|will not|cannot|must not|mustn't|should not|shouldn't|without)\b[^.!?\n]{0,30}$/i;

const SECRET_ZH =
  '(?:密码|密碼|口令|通行码|验证码|驗證碼|校验码|动态码|动态令牌|动态密码|安全码|恢复码|恢复密钥|备用码|授权码|登录码|短信码|PIN ?码?|OTP|密钥|秘钥|令牌|凭据|凭证|token|password)';
const GIVE_ZH =
  '(?:提供|发送|发来|发给|发到|发我|发一下|告诉|告知|回复|回覆|输入|輸入|填写|填入|填上|填|报一下|报出|报上|念|说出|说一下|确认|核实|核对|上传|贴|粘贴|转发|转给|交给|交出|分享|写下|写上|写在|给我|给一下|给到|给出|透露|出示|附上|拍照|截图|提交|登记|需要|要用|索要)';
const REQUEST_ZH = new RegExp(
  `${GIVE_ZH}(?:(?!不要|切勿|请勿|不会|无需|不需|不能|别)[^。！？!?\\n]){0,20}?${SECRET_ZH}`,
  'gi',
);
const PUT_ZH = new RegExp(
  `${SECRET_ZH}[^。！？!?\\n]{0,12}?(?:发送|发给|发到|发来|发我|告诉|告知|回复|提供|输入|填写|填入|填在|报给|报一下|念给|说出来|贴到|粘贴|转发|交给|分享|写在|给我|给到|提交|是什么|是多少|多少)`,
  'gi',
);
const DENIED_ZH =
  /(?:不要|请勿|切勿|勿|别|不得|不会|不能|不应|不可|严禁|禁止|无需|不需要|不必|从不|绝不|没有必要)[^，,。！？!?\n]{0,12}$|不$/;

/**
 * Whether a text asks for a password, a code or a PIN, in whatever words and whatever an article says (rule L-6). Strict on purpose: where it
 * is wrong, the article itself is shown.
 */
export function asksForSecret(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[*_`~]/g, '');
  const found = [REQUEST_EN, QUESTION_EN, LABEL_EN].some((form) => isAsked(plain, form, DENIED_EN));
  return found || [REQUEST_ZH, PUT_ZH].some((form) => isAsked(plain, form, DENIED_ZH));
}

function isAsked(text: string, form: RegExp, denied: RegExp): boolean {
  return [...text.matchAll(form)].some(
    (match) => !denied.test(text.slice(Math.max(0, match.index - 60), match.index)),
  );
}
