import { z } from 'zod';
import type { CallOptions, Labelled, Made, SlotQuestion } from '../model.ts';
import type { Judged } from '../runner.ts';
import { madeOf, prepared, redactionOf, words, type Desk } from './desk.ts';

const typeOutput = z.strictObject({ type: z.string().max(80).nullable() });
const slotsOutput = z.strictObject({
  answers: z.array(z.strictObject({ key: z.string().max(80), value: z.string().max(1_000) })).max(40),
});

/** One of the types, or undefined: a label that isn't in the list is none. */
export async function classifyType(
  desk: Desk,
  text: string,
  { types, options }: { types: readonly Labelled[]; options: CallOptions },
): Promise<Made<string> | undefined> {
  const redaction = redactionOf(desk);
  const data = {
    text: words(text, redaction),
    types: types.slice(0, 60).map(({ id, name }) => ({ id, name })),
  };
  const asked = await desk.runner.ask<z.infer<typeof typeOutput>, string>(
    {
      purpose: 'classify',
      model: desk.chatModel,
      ...prepared(desk, 'classify', { data }),
      schema: typeOutput,
      maxTokens: 60,
      redactions: redaction.count(),
      judge: ({ type }): Judged<string> => {
        if (type === null) return { verdict: 'abstained' };
        return types.some(({ id }) => id === type)
          ? { verdict: 'answered', value: type }
          : { verdict: 'filtered:unknown-type' };
      },
    },
    options,
  );
  return madeOf(asked);
}

/** Answers that the words hold: an option's id, or a part of the text. What doesn't stand in it is left out. */
export async function fillSlots(
  desk: Desk,
  text: string,
  { questions, options }: { questions: readonly SlotQuestion[]; options: CallOptions },
): Promise<Made<Record<string, string>> | undefined> {
  const redaction = redactionOf(desk);
  const data = {
    text: words(text, redaction),
    questions: questions
      .slice(0, 20)
      .map(({ key, ask, options: choices }) => ({ key, ask, ...(choices ? { options: choices } : {}) })),
  };
  const asked = await desk.runner.ask<z.infer<typeof slotsOutput>, Record<string, string>>(
    {
      purpose: 'slots',
      model: desk.chatModel,
      ...prepared(desk, 'slots', { data }),
      schema: slotsOutput,
      maxTokens: 400,
      redactions: redaction.count(),
      judge: ({ answers }): Judged<Record<string, string>> => {
        const filled = Object.fromEntries(
          answers.flatMap(({ key, value }) => {
            const question = questions.find((one) => one.key === key);
            const known = question && valueIn(redaction.restore(value), question, text);
            return known === undefined ? [] : [[key, known]];
          }),
        );
        return Object.keys(filled).length > 0
          ? { verdict: 'answered', value: filled }
          : { verdict: 'abstained' };
      },
    },
    options,
  );
  return madeOf(asked);
}

function valueIn(value: string, { options }: SlotQuestion, text: string): string | undefined {
  const same = (a: string, b: string) => folded(a) === folded(b);
  if (options) return options.find(({ id, name }) => same(id, value) || same(name, value))?.id;
  const clean = value.trim();
  return clean !== '' && folded(text).includes(folded(clean)) ? clean : undefined;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
