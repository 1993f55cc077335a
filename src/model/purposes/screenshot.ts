import { z } from 'zod';
import { LARGEST_IMAGE, imageType } from '../image.ts';
import type { CallOptions, Made, Screenshot } from '../model.ts';
import { withoutPlanted } from '../planted.ts';
import { readable } from '../quote.ts';
import { MASK } from '../../language/redact/redact.ts';
import { secretsIn } from '../../language/redact/secrets.ts';
import { settle } from '../../language/redact/spans.ts';
import type { Judged } from '../runner.ts';
import { madeOf, prepared, type Desk } from './desk.ts';

const output = z.strictObject({ text: z.string().max(6_000), codes: z.array(z.string().max(80)).max(30) });

/** The text of a picture. The picture itself goes out as it is; secrets in its text go no further. */
export async function readScreenshot(
  desk: Desk,
  image: Uint8Array,
  { visionModel, options }: { visionModel: string; options: CallOptions },
): Promise<Made<Screenshot> | undefined> {
  const type = imageType(image);
  if (!type || image.byteLength > LARGEST_IMAGE) return undefined;
  const asked = await desk.runner.ask<z.infer<typeof output>, Screenshot>(
    {
      purpose: 'screenshot',
      model: visionModel,
      ...prepared(desk, 'screenshot', { data: {} }),
      image: `data:${type};base64,${Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString('base64')}`,
      schema: output,
      maxTokens: 600,
      redactions: 0,
      judge: ({ text, codes }): Judged<Screenshot> => {
        const clean = masked(withoutPlanted(readable(text, 2_000)));
        if (clean.trim() === '') return { verdict: 'abstained' };
        return {
          verdict: 'answered',
          value: { text: clean, codes: codes.filter((code) => /\d/.test(code) && clean.includes(code)) },
        };
      },
    },
    options,
  );
  return madeOf(asked);
}

function masked(text: string): string {
  let out = text;
  for (const { start, end } of settle(secretsIn(text)).toReversed())
    out = out.slice(0, start) + MASK + out.slice(end);
  return out;
}
