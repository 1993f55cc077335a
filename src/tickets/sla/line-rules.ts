import { z } from 'zod';
import { duration } from '../../content/duration.ts';
import { lines } from '../../store/schema.ts';

/** Section `lines:` of desk.yaml: how far each line goes, and when the next one takes over (requirements 2.4, 7.3). */
export const lineRules = z.strictObject({
  /** Handling by the first line without a solution: the assignee is asked, and later the second line takes over. */
  ask: duration.prefault('20m'),
  handOver: duration.prefault('30m'),
  /** How much longer the assignee may take, once. */
  extension: duration.prefault('30m'),
  /** A ticket goes back to an earlier line so often, then only the desk manager moves it. */
  handBacks: z.int().min(0).default(2),
  /** What a line may not do: tickets of the type come into a later one at once. */
  beyond: z.array(z.strictObject({ type: z.string(), line: z.enum(lines).exclude(['L1']) })).default([]),
  /** Between which shares of the solved tickets each line should lie, in percent (requirement 7.2). */
  shares: z
    .strictObject({
      L1: z.tuple([z.number(), z.number()]),
      L2: z.tuple([z.number(), z.number()]),
      expert: z.tuple([z.number(), z.number()]),
    })
    .default({ L1: [60, 70], L2: [20, 30], expert: [0, 10] }),
});

/** Section `watch:` of desk.yaml: when somebody is warned (requirement 15.3). */
export const watchRules = z.strictObject({
  warnBefore: duration.prefault('1h'),
  /** Targets shorter than that are warned of at half of the time. */
  shortTarget: duration.prefault('2h'),
});

/** Who is called when nobody takes a ticket: one after the other, each for `every`, beginning on `from`. */
export const rotaRules = z.strictObject({
  queue: z.string(),
  people: z.array(z.string()).min(1),
  from: z.iso.date('A day such as 2026-01-05'),
  every: duration.prefault('7d'),
});

/** How a queue's tickets find their agent (requirements X14 to X16). */
export const assignmentModes = ['claim', 'round-robin', 'load', 'skill'] as const;

/** Somebody of the expert pool: what he knows, how well (3 is best), and how many tickets he takes at a time. */
export const expertRules = z.strictObject({
  person: z.string(),
  fields: z.array(z.string()).min(1),
  level: z.int().min(1).max(3).default(2),
  capacity: z.int().min(1).default(3),
});

/** Section `incidents:` of desk.yaml: when like reports become one incident (requirement Y5). */
export const incidentRules = z.strictObject({
  window: duration.prefault('60m'),
  /** The report with which it is noticed; later ones are joined to it. */
  from: z.int().min(2).default(3),
  /** With so many reporters a whole department, and the whole company, counts as affected. */
  department: z.int().min(2).default(5),
  company: z.int().min(2).default(15),
});
