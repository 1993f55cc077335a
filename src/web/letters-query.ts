import { z } from 'zod';
import { letterKinds } from '../runtime/letter-list.ts';

export const successes = ['retried', 'dropped', 'all'] as const;
export const refusals = [
  'all-but',
  'settled',
  'faster-retry',
  'faster-drop',
  'in-hand',
  'waiting',
  'elsewhere',
  'reason-missing',
] as const;
const outcomes = [...successes, ...refusals] as const;
export type LettersSaid = (typeof outcomes)[number];

/** What is said of an act: of one's own, and of another's that came first. */
export const said = {
  of: { retry: 'retried', drop: 'dropped' },
  faster: { retry: 'faster-retry', drop: 'faster-drop' },
} as const;

const many = z.coerce.number().int().min(0).max(1_000_000);

const choice = z.object({
  kind: z.enum(letterKinds).optional().catch(undefined),
  platform: z
    .string()
    .regex(/^[a-z]{1,40}$/)
    .optional()
    .catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  said: z.enum(outcomes).optional().catch(undefined),
  letter: z
    .string()
    .regex(/^[me]\d{1,15}$/)
    .optional()
    .catch(undefined),
  n: many.optional().catch(undefined),
  left: many.optional().catch(undefined),
});

/** What the page's address asks for, and what it says of what was just done. */
export type LettersChoice = z.infer<typeof choice>;

export function readLetters(query: Record<string, string | undefined>): LettersChoice {
  return choice.parse(query);
}

/** The address of the same list, or of another part of it. */
export function lettersPath(
  { kind, platform }: Pick<LettersChoice, 'kind' | 'platform'>,
  more: Partial<LettersChoice> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ kind, platform, ...more })) {
    if (value !== undefined && !(name === 'page' && value === 1)) query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '/dead-letters' : `/dead-letters?${text}`;
}
