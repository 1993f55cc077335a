import { z } from 'zod';
import type { Locale } from '../../platforms/platform.ts';
import { checkTranslation } from '../filter/translation.ts';
import { withoutInvisible } from '../invisible.ts';
import type { CallOptions, Made } from '../model.ts';
import { isPlanted } from '../planted.ts';
import type { Judged } from '../runner.ts';
import { estimateTokens } from '../tokens.ts';
import { madeOf, prepared, redactionOf, tokensLeft, type Desk } from './desk.ts';

const output = z.strictObject({ translation: z.string().max(8_000) });
/** A translation that is cut is none. */
const LONGEST = 1_500;
const OUTPUT_TOKENS = 600;

/** A translation with everything in it that must not change; undefined for a text that speaks to a machine, or is too long. */
export async function translate(
  desk: Desk,
  text: string,
  { to, options }: { to: Locale; options: CallOptions },
): Promise<Made<string> | undefined> {
  const clean = withoutInvisible(text).trim();
  const isTooLong =
    clean.length > LONGEST ||
    estimateTokens(clean) > Math.min(tokensLeft(desk, 'translate'), OUTPUT_TOKENS * 0.9);
  if (clean === '' || isTooLong || isPlanted(clean)) return undefined;
  const redaction = redactionOf(desk);
  const sent = redaction.redact(clean);
  const asked = await desk.runner.ask<z.infer<typeof output>, string>(
    {
      purpose: 'translate',
      model: desk.chatModel,
      ...prepared(desk, 'translate', { locale: to, data: { text: sent } }),
      schema: output,
      maxTokens: OUTPUT_TOKENS,
      redactions: redaction.count(),
      judge: ({ translation }): Judged<string> => {
        const wrong = checkTranslation(sent, translation, to);
        return wrong
          ? { verdict: `filtered:${wrong}` }
          : { verdict: 'answered', value: redaction.restore(withoutInvisible(translation).trim()) };
      },
    },
    options,
  );
  return madeOf(asked);
}
