import { z } from 'zod';
import { localised } from '../../content/content-file.ts';
import { duration } from '../../content/duration.ts';
import { priorities, type Priority } from '../../store/schema.ts';

export const targetSchema = z.strictObject({
  respond: duration,
  /** For each further message of the requester; as `respond` where it isn't said. */
  next: duration.optional(),
  resolve: duration,
  aroundTheClock: z.boolean().default(false),
});

export type Target = z.infer<typeof targetSchema>;

const percent = z.number().min(0).max(100);

/** What is promised to a department or a customer besides the desk's own targets (requirements 15.1, 18.7). */
export const agreementSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'An id of small letters, digits and hyphens'),
  name: localised,
  /** Whom it is with: departments by the names they have in the directory, people by id. */
  departments: z.array(z.string().min(1)).default([]),
  people: z.array(z.string().min(1)).default([]),
  /** The issue types it covers; all where none is named. */
  types: z.array(z.string()).default([]),
  calendar: z.string().optional(),
  targets: z.partialRecord(z.enum(priorities), targetSchema).default({}),
  /** Percent of the clocks that must be met in a month. */
  standard: z.strictObject({ response: percent, resolution: percent }),
  fee: z.strictObject({ amount: z.number().positive(), currency: z.string().min(1) }).optional(),
  /** What share of the month's fee is waived, in percent; the largest that applies counts. */
  compensation: z
    .array(z.strictObject({ when: z.enum(['urgent-overrun', 'below-standard']), waive: percent }))
    .default([]),
  vip: z.boolean().default(false),
  /** Who works on its tickets by name, and the queue they come into. */
  agents: z.array(z.string()).default([]),
  queue: z.string().optional(),
});

export type Agreement = z.infer<typeof agreementSchema>;

/** Whom a ticket is for, and what it is about. */
export interface Served {
  personId: string;
  department: string | null;
  type: string;
}

/** The agreement that covers a ticket: one that names the person comes before one with his department. */
export function agreementFor(agreements: readonly Agreement[], served: Served): Agreement | undefined {
  const covering = agreements.filter(({ types }) => types.length === 0 || types.includes(served.type));
  const department = served.department;
  return (
    covering.find(({ people }) => people.includes(served.personId)) ??
    covering.find(({ departments }) => department !== null && departments.includes(department))
  );
}

/** What the targets of a ticket follow from. */
export interface TermsKey {
  priority: Priority;
  queue: string;
  agreement: string | null;
}
