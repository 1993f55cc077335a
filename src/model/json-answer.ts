import { z } from 'zod';

/** What the model may say: nothing else is an answer (rule L-1). Strict schemas want every key. */
export const answerSchema = z.strictObject({
  abstain: z.boolean(),
  passages: z.array(z.string().max(20)).max(10),
  answer: z.string().max(6_000),
});
export type RawAnswer = z.infer<typeof answerSchema>;

/** The JSON of an output, also where it stands in a code block or behind the model's thoughts; undefined for anything else. */
export function parseJson<T>(output: string, schema: z.ZodType<T>): T | undefined {
  const bare = output
    .replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/i, '')
    .trim()
    .replace(/^```(?:json)?\s*\n?([\s\S]*?)\n?```$/i, '$1');
  try {
    const parsed = schema.safeParse(JSON.parse(bare));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The beginning of the answer in an output that isn't complete yet. Undefined until it is certain that the model doesn't abstain and which
 * passages it cites: both stand before the answer where the model keeps to the order it was asked for.
 */
export function partialAnswer(output: string): { passages: string[]; answer: string } | undefined {
  const head =
    /^\s*(?:```(?:json)?\s*)?\{\s*"abstain"\s*:\s*false\s*,\s*"passages"\s*:\s*(\[[^\]]*\])\s*,\s*"answer"\s*:\s*"/.exec(
      output,
    );
  if (!head?.[1]) return undefined;
  const passages = parseJson(head[1], answerSchema.shape.passages);
  if (!passages) return undefined;
  return { passages, answer: unescaped(output.slice(head[0].length)) };
}

/** A JSON string's content up to its end, or as far as it has come. */
function unescaped(rest: string): string {
  let end = 0;
  for (; end < rest.length && rest[end] !== '"'; end += 1) {
    if (rest[end] !== '\\') continue;
    const length = rest[end + 1] === 'u' ? 6 : 2;
    if (end + length > rest.length) break;
    end += length - 1;
  }
  return parseJson(`"${rest.slice(0, end)}"`, z.string()) ?? '';
}
