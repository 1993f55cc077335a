const VOWEL = /[aeiouy]/;

/** A lower-case English word without its plural, -ing or -ed: light, so that different words stay different. */
export function stem(word: string): string {
  if (word.length < 4 || word.length > 30) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is|ous)$/.test(word)) return word;
  if (/(?:ch|sh|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ing')) return trimVerb(word, 3);
  if (word.endsWith('ed') && !word.endsWith('eed')) return trimVerb(word, 2);
  if (word.endsWith('s')) return trimE(word.slice(0, -1));
  return trimE(word);
}

function trimVerb(word: string, ending: number): string {
  const root = word.slice(0, -ending);
  if (root.length < 3 || !VOWEL.test(root)) return word;
  const doubled = root.length > 3 && root.at(-1) === root.at(-2) && !/[lsz]$/.test(root);
  return doubled ? root.slice(0, -1) : root;
}

// “update” must meet “updating”, whose “e” is gone.
function trimE(word: string): string {
  return word.length > 4 && word.endsWith('e') && !word.endsWith('ee') ? word.slice(0, -1) : word;
}
