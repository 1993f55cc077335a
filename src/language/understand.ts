import { clean } from './clean.ts';
import { clauses } from './clauses.ts';
import type { Classifier } from './classifier/classifier.ts';
import type { LanguageContent } from './content.ts';
import { createFinder } from './finder.ts';
import { deviceModels, errorCodes } from './extract.ts';
import type { DeviceModel } from './extract.ts';
import { createImpact } from './impact.ts';
import type { Impact } from './impact.ts';
import { issueTypes } from './issue-types.ts';
import type { IssueType } from './issue-types.ts';
import { createMoves } from './moves.ts';
import type { Move } from './moves.ts';
import { createProblems } from './problems.ts';
import type { Part } from './problems.ts';
import { createSmalltalk } from './smalltalk.ts';
import type { SmalltalkKind } from './smalltalk.ts';
import { locale, normalise } from './tokens.ts';
import type { Locale } from './tokens.ts';
import { createTypes, NONE, VAGUE } from './types.ts';
import type { TypeLesson } from './types.ts';
import { createUrgency } from './urgency.ts';
import type { Urgency } from './urgency.ts';

export interface Problem {
  /** The part of the message that tells of it. */
  text: string;
  /** Best first; from 0.6 on sure enough not to ask. */
  types: { type: IssueType; confidence: number }[];
  impact: Impact;
  urgency: Urgency;
  errorCodes: string[];
  devices: DeviceModel[];
  /** Whether it says that something is broken. */
  isFault: boolean;
}

export interface Understanding {
  locale?: Locale | undefined;
  kind:
    | 'problem'
    | 'greeting'
    | 'thanks'
    | 'presence'
    | 'goodbye'
    | 'empty'
    | 'emoji'
    | 'smalltalk'
    | 'unclear';
  /** The message is nothing but this wish. */
  move?: Move | undefined;
  /** One for each distinct problem; empty unless `kind` is `problem`. */
  problems: Problem[];
}

export interface UnderstandingService {
  understand: (text: string) => Understanding;
  /** The wish that the text is and nothing else: what `understand` says of it, at a fraction of the cost. */
  moveOf: (text: string) => Move | undefined;
  /** The words by which a text is of a type (of its likeliest, where none is named), the most telling first. */
  whyType: (text: string, type?: string) => readonly string[];
  /** Learns the types anew from the content and these lessons, while others have their turn; then it knows better at once. */
  learn: (lessons: readonly TypeLesson[]) => Promise<void>;
}

const LONGEST = 4000;
const WORD = /[\p{L}\p{N}]/u;
const REQUESTS = new Set<string>(['procurement']);

/** Learns from the content (about a fifth of a second) what people mean; understanding itself is offline and pure. */
export function createUnderstanding(content: LanguageContent): UnderstandingService {
  const typing = createTypes(content);
  const recogniseMove = createMoves(content.moves);
  const smalltalk = createSmalltalk(content.smalltalk);
  const impactOf = createImpact(content.impact, content.urgency.faults);
  const urgencyOf = createUrgency(content.urgency);
  const split = createProblems(content.problems, (normalised) => {
    const best = judge(typing.present(), normalised).types[0];
    return { type: best?.type ?? 'other', confidence: best?.confidence ?? 0 };
  });

  const findFault = createFinder({ faults: content.urgency.faults });
  const tellsOfFault = (normalised: string) => findFault(normalised).length > 0;

  const problemOf = ({ text, normalised }: Part, whole: Impact): Problem => {
    const { types } = judge(typing.present(), normalised);
    const own = impactOf(normalised);
    const impact = own.said ? own : whole;
    const best = types[0];
    const request = best !== undefined && REQUESTS.has(best.type) && best.confidence >= 0.6;
    return {
      text,
      types,
      impact,
      urgency: urgencyOf(normalised, impact, request),
      errorCodes: errorCodes(text),
      devices: deviceModels(text),
      isFault: tellsOfFault(normalised),
    };
  };

  const readable = (raw: string) => clean(raw.slice(0, LONGEST)).trim();

  function understand(raw: string): Understanding {
    const text = readable(raw);
    if (text === '') return { kind: 'empty', problems: [] };
    const language = locale(text);
    const move = recogniseMove(text);
    const kinds = new Set<SmalltalkKind>();
    const isSmalltalk = (clause: string) => {
      const kind = WORD.test(clause) ? smalltalk.kindOf(clause) : undefined;
      if (kind) kinds.add(kind);
      return kind !== undefined || !WORD.test(clause);
    };
    if (move !== undefined) {
      for (const clause of clauses(text)) isSmalltalk(clause.text);
      return { locale: language, move, kind: kinds.has('thanks') ? 'thanks' : 'unclear', problems: [] };
    }
    if (!WORD.test(text)) return { locale: language, kind: 'emoji', problems: [] };
    const parts = split(text, isSmalltalk);
    if (parts.length === 0)
      return { locale: language, kind: smalltalk.strongest(kinds) ?? 'unclear', problems: [] };

    const kind = kindOf(typing.present(), parts, tellsOfFault);
    if (kind !== 'problem')
      return { locale: language, kind: smalltalk.strongest(kinds) ?? kind, problems: [] };
    const whole = impactOf(normalise(text));
    const problems = parts.map((part) =>
      problemOf(part, parts.length === 1 ? whole : { value: 'person', said: false }),
    );
    return { locale: language, kind, problems };
  }

  return {
    understand,
    moveOf(raw) {
      const text = readable(raw);
      return text === '' ? undefined : recogniseMove(text);
    },
    whyType: (raw, type) =>
      typing
        .present()
        .why(readable(raw), { label: type })
        .map(({ word }) => word),
    learn: (lessons) => typing.learn(lessons),
  };
}

interface Judgement {
  types: Problem['types'];
  /** How likely it is no problem at all, 0..1. */
  none: number;
  vague: number;
  known: number;
}

function judge(classifier: Classifier, normalised: string): Judgement {
  const { guesses, known } = classifier.weigh(normalised);
  const of = (label: string) => guesses.find((g) => g.label === label)?.confidence ?? 0;
  const none = of(NONE);
  const vague = of(VAGUE);
  const scale = 1 / Math.max(1e-9, 1 - none);
  const types = guesses
    .filter((g): g is typeof g & { label: IssueType } => isIssueType(g.label))
    .map(({ label, confidence }) => ({ type: label, confidence: confidence * scale }));
  return { types, none, vague, known };
}

function isIssueType(label: string): label is IssueType {
  return (issueTypes as readonly string[]).includes(label);
}

function kindOf(
  classifier: Classifier,
  parts: readonly Part[],
  tellsOfFault: (normalised: string) => boolean,
): 'problem' | 'smalltalk' | 'unclear' {
  let smalltalk = false;
  for (const part of parts) {
    if (errorCodes(part.text).length > 0) return 'problem';
    const { none, vague, known, types } = judge(classifier, part.normalised);
    const best = types[0]?.confidence ?? 0;
    if (known > 0 && none < 0.5 && (best * (1 - none) >= 0.3 || vague >= 0.3)) return 'problem';
    if (none < 0.5 && tellsOfFault(part.normalised)) return 'problem';
    if (deviceModels(part.text).some((d) => d.sure)) return 'problem';
    smalltalk ||= known > 1 && none >= 0.5;
  }
  return smalltalk ? 'smalltalk' : 'unclear';
}
