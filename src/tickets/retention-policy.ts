import { z } from 'zod';
import { duration, elapsed } from '../content/duration.ts';

const DAY = 86_400_000;
const kept = (least: number) =>
  duration.transform(elapsed).refine((length) => length >= least * DAY, `At least ${least}d`);

/** Section `retention:` of desk.yaml: for how long what is kept beside tickets stays, in milliseconds. */
export const retentionPolicy = z.strictObject({
  /** What was asked and found, and gaps that nobody has asked about since; a replay reaches as far back. */
  questions: kept(7).prefault('182d'),
  /** Words from which issue types are learnt, and proposals for key words. */
  lessons: kept(7).prefault('730d'),
  /** Which article helped whom and which didn't; articles' pages count the last 90 days. */
  signs: kept(90).prefault('730d'),
  /** The trace of each call of a model; its page counts 30 days. */
  modelCalls: kept(31).prefault('90d'),
});

export type RetentionPolicy = z.infer<typeof retentionPolicy>;
