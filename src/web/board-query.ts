import { z } from 'zod';
import { ages, figures, type BoardFilter } from '../analytics/figures.ts';
import { periodAt, periods } from '../analytics/periods.ts';
import { priorities } from '../store/schema.ts';
import type { WebDeps } from './deps.ts';
import { badRequest } from './refusal.ts';
import { agent, seenQueues } from './rights.ts';
import type { Visit } from './visit.ts';

const some = z
  .string()
  .max(200)
  .optional()
  .transform((text) => (text === '' ? undefined : text));

const choice = z.object({ period: z.enum(periods).catch('today'), department: some, type: some });

/** What somebody has narrowed the board to. */
export type BoardChoice = z.infer<typeof choice>;

const listed = choice.extend({
  figure: z.enum(figures),
  queue: some,
  priority: z.enum(priorities).optional(),
  age: z.enum(ages).optional(),
  skip: z.coerce.number().int().min(0).max(1_000_000).catch(0),
});

export type ListedChoice = z.infer<typeof listed>;

/** The choice in a page's address. */
export function readChoice(query: Record<string, string>): BoardChoice {
  return choice.parse(query);
}

/** The figure that is looked into, in a page's address. Throws a Refusal for one that there isn't. */
export function readListed(query: Record<string, string>): ListedChoice {
  const parsed = listed.safeParse(query);
  if (!parsed.success) throw badRequest();
  return parsed.data;
}

/** The choice as what the figures are narrowed to: an agent counts what he may see. */
export function filterOf(
  deps: WebDeps,
  visit: Visit,
  { period, department, type }: BoardChoice,
): BoardFilter {
  return {
    period: periodAt(period, visit.at, deps.timeZone),
    department,
    type,
    queues: seenQueues(deps, agent(visit)),
  };
}

/** An address with what is chosen, and more. */
export function boardPath(
  path: string,
  choice: BoardChoice,
  more: Record<string, string | number> = {},
): string {
  const chosen = Object.entries({ ...choice, ...more }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(Object.fromEntries(chosen.map(([key, value]) => [key, String(value)])));
  return `${path}?${query.toString()}`;
}
