/** A sentence or line, with the white space that follows it. */
export interface Piece {
  text: string;
  after: string;
}

const MARKER = /\[\s*P\d{1,2}(?:\s*,\s*P\d{1,2})*\s*\]/gi;
const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|approx|incl|resp|vs|no|mr|mrs|ms|dr|st|fig|min|max|\d{1,2}|[a-z])$/i;

/** A text cut at line ends and after sentences; a citation mark behind the full stop belongs to its sentence. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  let inCode = false;
  const end = (at: number) => {
    const marked =
      /^(?:[ \t]*\[\s*P\d{1,2}(?:\s*,\s*P\d{1,2})*\s*\])+[.。]?/i.exec(text.slice(at))?.[0].length ?? 0;
    const after = /^\s*/.exec(text.slice(at + marked))?.[0] ?? '';
    pieces.push({ text: text.slice(start, at + marked), after });
    start = at + marked + after.length;
  };
  for (let at = 0; at < text.length; at += 1) {
    if (at < start) continue;
    const sign = text[at] ?? '';
    if (sign === '`') inCode = !inCode;
    if (sign === '\n') {
      inCode = false;
      if (text.slice(start, at).trim() === '') continue;
      end(at);
    } else if (!inCode && isEnd(text, at, start)) end(at + closing(text, at));
  }
  if (text.slice(start).trim() !== '') pieces.push({ text: text.slice(start), after: '' });
  return pieces;
}

/** The ids that a piece cites, such as P1. */
export function marksIn(piece: string): string[] {
  return [...piece.matchAll(MARKER)].flatMap((match) => match[0].toUpperCase().match(/P\d{1,2}/g) ?? []);
}

export function withoutMarks(piece: string): string {
  return piece.replace(new RegExp(`[ \\t]*${MARKER.source}`, 'gi'), '');
}

function isEnd(text: string, at: number, start: number): boolean {
  const sign = text[at] ?? '';
  if (/[。！？；]/.test(sign)) return true;
  if (!/[.!?]/.test(sign)) return false;
  const next = text.slice(at + 1, at + 4).replace(/^["'”’)*_]+/, '');
  if (next !== '' && !/^(?:\s|\[\s*P)/i.test(next)) return false;
  return sign !== '.' || !ABBREVIATION.test(text.slice(start, at));
}

/** The sign itself and the quotes and brackets that it closes. */
function closing(text: string, at: number): number {
  return 1 + (/^["'”’）)」』*_]*/.exec(text.slice(at + 1))?.[0].length ?? 0);
}
