const INTERNAL = /^\s*[/／]{2}\s*/;

/** What is for the requester (or a command), and the lines that begin with `//` and stay inside. */
export function splitLines(text: string): { words: string; internal: string } {
  const lines = text.split('\n');
  const internal = lines.filter((line) => INTERNAL.test(line)).map((line) => line.replace(INTERNAL, ''));
  const words = lines.filter((line) => !INTERNAL.test(line));
  return { words: words.join('\n').trim(), internal: internal.join('\n').trim() };
}
