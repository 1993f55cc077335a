import { z } from 'zod';
import { impacts, urgencies, type Tried } from '../store/schema.ts';

const answer = z.union([
  z.object({
    value: z.string(),
    shown: z.string().optional(),
    source: z.enum(['asked', 'message', 'profile', 'ticket']),
    sure: z.boolean(),
    confirmed: z.literal(true).optional(),
  }),
  z.object({ skipped: z.literal(true) }),
]);

const tried: z.ZodType<Tried> = z.object({
  articleId: z.string(),
  title: z.string(),
  verdict: z.enum(['solved', 'not-solved', 'unanswered']),
});

const file = z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number() });

/** The problem a talk is about: everything known of it so far, carried from dialogue to dialogue. */
export const talkSchema = z.object({
  /** What the requester wrote about it, oldest first. */
  texts: z.array(z.string()),
  files: z.array(file),
  type: z.string().optional(),
  impact: z.enum(impacts),
  urgency: z.enum(urgencies),
  answers: z.record(z.string(), answer),
  tried: z.array(tried),
  /** Articles that were offered and are none of it. */
  declined: z.array(z.string()).default([]),
  /** Under which the problem is recorded, once something was answered to it. */
  questionId: z.string().optional(),
  /** Other problems told meanwhile, whose turn comes afterwards. */
  later: z.array(z.string()),
});
export type Talk = z.infer<typeof talkSchema>;

/** Every dialogue's state: what is open in a conversation, and enough to go on after a restart. */
export const dialogueState = z.union([
  z.object({ kind: z.literal('intake'), ask: z.literal('describe'), human: z.boolean(), talk: talkSchema }),
  z.object({
    kind: z.literal('intake'),
    ask: z.literal('type'),
    options: z.array(z.string()),
    talk: talkSchema,
  }),
  z.object({
    kind: z.literal('intake'),
    ask: z.literal('ticket'),
    options: z.array(z.string()),
    talk: talkSchema,
  }),
  z.object({
    kind: z.literal('intake'),
    ask: z.literal('me-too'),
    /** How many others reported the like. */
    others: z.int(),
    talk: talkSchema,
  }),
  z.object({
    kind: z.literal('answer'),
    show: z.literal('article'),
    articleId: z.string(),
    /** By the model: all articles that its answer rests on. */
    cited: z.array(z.string()).optional(),
    talk: talkSchema,
  }),
  z.object({
    kind: z.literal('answer'),
    show: z.literal('choice'),
    options: z.array(z.string()),
    talk: talkSchema,
  }),
  z.object({ kind: z.literal('intake'), ask: z.literal('cancel'), ticketId: z.string() }),
  z.object({ kind: z.literal('questionnaire'), talk: talkSchema }),
  z.object({ kind: z.literal('verification'), ticketId: z.string() }),
  z.object({
    kind: z.literal('survey'),
    ticketId: z.string(),
    scores: z.array(z.int().min(1).max(5)).max(3),
  }),
]);
export type DialogueState = z.infer<typeof dialogueState>;
export type StateOf<K extends DialogueState['kind']> = Extract<DialogueState, { kind: K }>;

export function talkOf(state: DialogueState | undefined): Talk | undefined {
  return state && 'talk' in state ? state.talk : undefined;
}

/** The talk with what became of an article that was shown. */
export function withVerdict(talk: Talk, articleId: string, verdict: Tried['verdict']): Talk {
  return {
    ...talk,
    tried: talk.tried.map((one) => (one.articleId === articleId ? { ...one, verdict } : one)),
  };
}

/** Whoever stands still with a whole department needs people, not an article. */
export function selfHelp({ impact, urgency }: Talk): boolean {
  return impact === 'person' && urgency !== 'critical';
}
