import { decoded } from './decoded.ts';
import { once, type Breach, type Sources } from './verdict.ts';

/** "1.", "Step 2:", "第3步": the model's own counting. */
const COUNTING =
  /^[\s*_>#-]*(?:(?:step|schritt)\s*)?\d{1,2}\s*[.)、:：]\s*|^[\s*_>#-]*第\s*\d{1,2}\s*步[:：,，、.\s]*|^[\s*_>#-]*步骤\s*\d{1,2}[:：,，、.\s]*/i;
/** What holds a digit: numbers, codes, versions, models, telephone numbers. */
const WITH_DIGIT = /[+]?[\p{L}\p{N}](?:[\p{L}\p{N}]|[._:/@#+-](?=[\p{L}\p{N}]))*/gu;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

const CODE = /`{1,3}([^`]+)`{1,3}/g;
const SWITCHES = /(?<![\w-])[a-z][\w.-]*(?:\s+(?:--?|\/)[a-z?][\w:=.,-]*)+/gi;
const PATHS =
  /\b[a-z]:\\[^\s"'，。；]*|\\\\[\w.$-]+\\[^\s"'，。；]*|\bHK(?:LM|CU|CR|U|EY_[A-Z_]+)\\[^\s"'，。；]*|(?<![\w/.:<])(?:~|\/(?:etc|usr|var|bin|home|opt|tmp|dev|root|Library|System|Applications|Users))\/[^\s"'，。；]*/gi;
const PROGRAMS =
  /(?<![\w.-])(?:powershell|pwsh|cmd(?:\.exe)?|regedit|reg\s+(?:add|delete|import)|netsh|diskpart|bcdedit|wmic|msiexec|certutil|mshta|rundll32|regsvr32|bitsadmin|cscript|wscript|schtasks|taskkill|gpupdate|chkdsk|sfc|dism|ipconfig|ifconfig|nslookup|tracert|traceroute|nbtstat|sudo|su|rm|rmdir|del|mkfs|dd|chmod|chown|curl|wget|bash|zsh|ssh|scp|apt(?:-get)?|yum|brew|pip3?|npm|npx|python3?|perl|docker|kubectl|systemctl|net\s+(?:use|user|localgroup|stop|start)|sc\s+(?:stop|delete|config|query)|vssadmin|cipher|takeown|icacls|mstsc|secedit|manage-bde|w32tm|dscacheutil|killall|defaults\s+write|csrutil|launchctl|networksetup|eval|exec|invoke-[a-z]+|set-[a-z]+|get-[a-z]+|start-process|iex|iwr)(?![\w-])/gi;

const ENCODED =
  /(?<![\w-])-e(?:n|nc|nco|ncod\w*)?\s+['"]?[A-Za-z0-9+/]{6,}={0,2}|frombase64string|\biex\b|invoke-expression|downloadstring|certutil[^\n]*-(?:decode|urlcache)|base64\s+(?:-d|--decode)|\|\s*(?:ba|z|da)?sh\b|(?:\\x[0-9a-f]{2}){4,}|(?<![\w/])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])[A-Za-z0-9+/]{40,}={0,2}(?![\w/])/i;

/** A command whose meaning nobody can read is passed on by nobody, whatever an article says. */
export function isEncoded(text: string): boolean {
  return ENCODED.test(decoded(text));
}

/** Whether each address of mail in a text is at a listed host. */
export function isMailListed(text: string, { hosts }: Sources): boolean {
  return [...decoded(text).matchAll(MAIL)].every(([mail]) =>
    hosts.includes(mail.split('@').at(-1)?.toLowerCase() ?? ''),
  );
}

/**
 * What in a piece must stand in a source and doesn't (rule L-7): numbers and codes, commands and paths, addresses of mail.
 * Undefined where everything does.
 */
export function inventedIn(piece: string, sources: Sources): Breach | undefined {
  const text = decoded(piece).replace(COUNTING, '');
  const { source, known } = factsOf(sources);
  const stands = (fragment: string) => source.includes(squeezed(fragment));
  if ([...text.matchAll(MAIL)].some((match) => !stands(match[0]))) return 'address';
  if (commandsIn(text).some((command) => !stands(command))) return 'command';
  if (wordsWithDigits(text).some((word) => !known.has(word))) return 'number';
  return undefined;
}

const factsOf = once(({ texts }) => ({
  source: texts.map(squeezed).join('\n'),
  known: new Set(texts.flatMap((one) => wordsWithDigits(decoded(one)))),
}));

function commandsIn(text: string): string[] {
  const code = [...text.matchAll(CODE)].map((match) => match[1] ?? '');
  return [
    ...code,
    ...[SWITCHES, PATHS, PROGRAMS].flatMap((form) =>
      [...text.matchAll(form)].map((match) => match[0].replace(/[.,;:!?)]+$/, '')),
    ),
  ];
}

/** A number with its unit counts as the number: "30s" is known from "30 seconds". */
function wordsWithDigits(text: string): string[] {
  return [...text.matchAll(WITH_DIGIT)]
    .flatMap((match) =>
      match[0].split(/(?<=\p{Script=Han})(?=[^\p{Script=Han}])|(?<=[^\p{Script=Han}])(?=\p{Script=Han})/u),
    )
    .map((word) => word.toLowerCase().replace(/^[._:/@#+-]+|[._:/@#-]+$/g, ''))
    .filter((word) => /\p{N}/u.test(word))
    .map((word) => word.replace(/^(\d+)(?:s|sec|min|m|h|px|gb|mb|x)$/, '$1'));
}

function squeezed(text: string): string {
  return decoded(text).toLowerCase().replace(/\s+/g, ' ').trim();
}
