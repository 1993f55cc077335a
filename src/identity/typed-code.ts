const TYPED = /^[0-9A-TV-Z]{5}[-\s\u2010-\u2015\u2212]?[0-9A-TV-Z]{5}$/;
/** Not 0 and 1, which somebody may type as O and I. */
const SURE_DIGIT = /[2-9]/;
const LONGEST = 60;
const WITH_CODE =
  /^((?:绑定|关联|綁定|關聯|link|connect)(?:\s*(?:账号|帐号|my accounts?|accounts?|code))?)\s*[:\uff1a]?\s*(\S.{8,12}\S)$/iu;

/** What somebody may have typed as a code, as it is compared: “0” for “O”, “1” for “I” and “L”, no hyphen. */
export function typedCode(words: string): string | undefined {
  const written = words.normalize('NFKC').trim().toUpperCase();
  if (!TYPED.test(written) || !hasSureDigit(written)) return undefined;
  return written
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** By such a digit a code differs from any word. */
export function hasSureDigit(code: string): boolean {
  return SURE_DIGIT.test(code);
}

/** The code in “绑定 ABCDE-23456” or “link ABCDE-23456”; nothing in a message that says anything else. */
export function codeIn(words: string): string | undefined {
  return partsOf(words)?.code;
}

/** The words beside a code: it is in no language. */
export function withoutCode(words: string): string {
  return partsOf(words)?.beside ?? words;
}

function partsOf(words: string): { beside: string; code: string } | undefined {
  const said = words.trim();
  if (said.length > LONGEST) return undefined;
  const [, beside, typed] = WITH_CODE.exec(said.normalize('NFKC')) ?? [];
  const code = typed === undefined ? undefined : typedCode(typed);
  return beside === undefined || code === undefined ? undefined : { beside, code };
}
