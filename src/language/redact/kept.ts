import { MASK, spansIn } from './redact.ts';
import type { Kind } from './spans.ts';

/** Machines and addresses stay: they are often what a question is about. */
const PERSONAL: ReadonlySet<Kind> = new Set(['SECRET', 'MAIL', 'CARD', 'ID', 'PHONE', 'ACCOUNT']);

/** What of a requester's words may be kept beside his ticket and shown to others: without secrets and his own data. */
export function withoutPersonalData(text: string): string {
  let out = '';
  let from = 0;
  for (const { kind, start, end } of spansIn(text, undefined)) {
    if (!PERSONAL.has(kind)) continue;
    out += text.slice(from, start) + MASK;
    from = end;
  }
  return out + text.slice(from);
}
