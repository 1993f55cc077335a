/** What is wrong with a password; `detail`: the word it is made of. */
export interface PasswordFault {
  fault: 'too-short' | 'too-long' | 'control-characters' | 'common' | 'context-word' | 'repetitive';
  detail?: string | undefined;
}

export interface PasswordRules {
  /** In code points, as in NIST SP 800-63B-4 §3.1.1.2. */
  minLength: number;
  maxLength: number;
  isCommon: (password: string) => boolean;
  /** Words an attacker tries first: the company, the product, the owner's own names. */
  words: readonly string[];
}

const SHORTEST_WORD = 3;
/** So much of a password that is one word, one run or one row of keys is too much. */
const MOST_SHARE = 0.5;
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
/** What is next to each other: on keyboards, in the alphabet, among digits. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
];
const SHORTEST_RUN = 4;

/** One form of the same characters, however they were typed (NFC); nothing is cut or trimmed. */
export function normalised(password: string): string {
  return password.normalize('NFC');
}

/** Checks a new password (rule PR-16): its length and whether it is easily guessed, and no rules of composition. */
export function checkPassword(password: string, rules: PasswordRules): PasswordFault[] {
  const plain = normalised(password);
  const length = Array.from(plain).length;
  if (length > rules.maxLength) return [{ fault: 'too-long' }];
  const faults: PasswordFault[] = [];
  if (length < rules.minLength) faults.push({ fault: 'too-short' });
  if (/\p{Cc}/u.test(plain)) faults.push({ fault: 'control-characters' });
  const word = contextWord(plain, rules.words);
  if (word !== undefined) faults.push({ fault: 'context-word', detail: word });
  if (isCommon(plain, rules.isCommon)) faults.push({ fault: 'common' });
  else if (isRepetitive(plain)) faults.push({ fault: 'repetitive' });
  return faults;
}

/** A common one stays common with capitals, figures for letters, or a year behind it. */
function isCommon(password: string, isListed: PasswordRules['isCommon']): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replace(/[\d\p{P}\p{S}\s]+$/u, '');
  const forms = [lower, bare, unleet(lower), unleet(bare), lower.replace(/\s+/g, ''), halfOf(lower)];
  return forms.some((form) => form !== undefined && form.length >= SHORTEST_WORD && isListed(form));
}

/** The word a text repeats: `hunter2hunter2`. */
function halfOf(text: string): string | undefined {
  for (let size = SHORTEST_WORD; size <= text.length / 2; size += 1) {
    const part = text.slice(0, size);
    if (text.length % size === 0 && part.repeat(text.length / size) === text) return part;
  }
  return undefined;
}

function unleet(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign);
}

/** The word that makes up half of the password or more. */
function contextWord(password: string, words: readonly string[]): string | undefined {
  const lower = password.toLowerCase();
  const letters = unleet(lower);
  return words.find((one) => {
    const word = one.normalize('NFC').toLowerCase();
    const size = Array.from(word).length;
    const least = /\p{Script=Han}/u.test(word) ? 2 : SHORTEST_WORD;
    if (size < least) return false;
    const times = Math.max(lower.split(word).length, letters.split(word).length) - 1;
    return times > 0 && times * size >= Array.from(lower).length * MOST_SHARE;
  });
}

/** Few different characters, one part again and again, or runs such as `abcdefgh` and `qwertyui`. */
function isRepetitive(password: string): boolean {
  const characters = Array.from(password.toLowerCase());
  if (characters.length < SHORTEST_RUN) return true;
  const kinds = new Set(characters).size;
  if (kinds <= 3 || halfOf(password.toLowerCase()) !== undefined) return true;
  return inRuns(characters) >= characters.length * MOST_SHARE;
}

/** How many characters stand in runs, forward or backward. */
function inRuns(characters: readonly string[]): number {
  let [inAll, run] = [0, 1];
  let step = 0;
  for (let at = 1; at <= characters.length; at += 1) {
    const next =
      at < characters.length ? stepBetween(characters[at - 1] ?? '', characters[at] ?? '') : undefined;
    if (next !== undefined && (run === 1 || next === step)) {
      run += 1;
      step = next;
      continue;
    }
    if (run >= SHORTEST_RUN) inAll += run;
    run = next === undefined ? 1 : 2;
    step = next ?? 0;
  }
  return inAll;
}

/** 1 or −1 for neighbours in a row, 0 for the same twice. */
function stepBetween(one: string, other: string): number | undefined {
  if (one === other) return 0;
  for (const row of ROWS) {
    const [a, b] = [row.indexOf(one), row.indexOf(other)];
    if (a !== -1 && b !== -1 && Math.abs(a - b) === 1) return b - a;
  }
  return undefined;
}
