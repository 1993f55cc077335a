import { tokens } from '../language/tokens.ts';
import type { Ticket } from './commands.ts';

const LEAST = 0.25;

/** Solved tickets about the same thing, the most alike first. */
export function similarTickets(ticket: Ticket, solved: readonly Ticket[], limit: number): Ticket[] {
  const words = new Set(tokens(ticket.description));
  return solved
    .filter((one) => one.id !== ticket.id)
    .map((one) => ({ one, alike: alike(words, new Set(tokens(one.description))) }))
    .filter(({ alike: score }) => score >= LEAST)
    .toSorted((a, b) => b.alike - a.alike)
    .slice(0, limit)
    .map(({ one }) => one);
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}
