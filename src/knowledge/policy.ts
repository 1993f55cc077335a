import { z } from 'zod';
import { duration, elapsed } from '../content/duration.ts';

const milliseconds = duration.transform(elapsed);
const share = z.number().min(0).max(1);

const sections = z.strictObject({
  /** Where drafts are reviewed and gaps are told, as platform:channel; the first line's channel if absent. */
  channel: z
    .string()
    .regex(/^[a-z]+:\S+$/, 'A channel as platform:channel, e.g. slack:C0123')
    .transform((text) => {
      const [platform = '', ...rest] = text.split(':');
      return { platform, channel: rest.join(':') };
    })
    .optional(),
  /** How long an article counts as true after somebody has vouched for it (requirement 8.3). */
  validFor: milliseconds.prefault('182d'),
  /** How long before its end its owner is told. */
  remindBefore: milliseconds.prefault('14d'),
  /** How long what is due is still answered, with a remark. */
  retireAfter: milliseconds.prefault('30d'),
  /** What share of the time left a bad sign takes, and of the time lost a good one gives back (requirement Y6). */
  signs: z
    .strictObject({
      solved: share.default(0.05),
      'thumbs-up': share.default(0.05),
      'not-solved': share.default(0.1),
      'thumbs-down': share.default(0.15),
      reopened: share.default(0.3),
    })
    .prefault({}),
  /** Who brings knowledge gets points for it, once each (requirement 8.7). */
  points: z
    .strictObject({
      accepted: z.int().min(0).default(10),
      updated: z.int().min(0).default(5),
      verified: z.int().min(0).default(2),
    })
    .prefault({}),
  /** How alike a question must be to those of a gap to be counted there, 0 to 1. */
  alike: share.default(0.5),
});

/** Section `knowledge:` of desk.yaml. */
export const knowledgePolicy = sections.refine(({ validFor, remindBefore }) => remindBefore < validFor, {
  path: ['remindBefore'],
  message: 'It must be shorter than validFor',
});

export type KnowledgePolicy = z.infer<typeof knowledgePolicy>;
