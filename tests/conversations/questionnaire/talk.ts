import { loadQuestionnaires } from '../../../src/conversations/questionnaire/content.ts';
import {
  complete,
  current,
  play,
  progress,
  type Move,
  type Played,
} from '../../../src/conversations/questionnaire/engine.ts';
import { prefill } from '../../../src/conversations/questionnaire/prefill.ts';
import type { Questionnaire } from '../../../src/conversations/questionnaire/schema.ts';
import type { Answers } from '../../../src/conversations/questionnaire/state.ts';

export const questionnaires = loadQuestionnaires('prompts');

/** Friday, 20 November 2026, 10:00 in Shanghai. */
export const now = Date.UTC(2026, 10, 20, 2);
export const timeZone = 'Asia/Shanghai';

export function questionnaireOf(type: string): Questionnaire {
  const found = questionnaires.get(type);
  if (!found) throw new Error(`no questionnaire for ${type}`);
  return found;
}

/** One requester working through a questionnaire; `asks` is the open question, with `?` when it asks to confirm. */
export class Talk {
  readonly questionnaire: Questionnaire;
  answers: Answers;
  last: Played;

  constructor(
    type: string,
    first: string,
    profile: Record<string, string> = {},
    earlier?: Record<string, string>,
  ) {
    this.questionnaire = questionnaireOf(type);
    this.answers = prefill(this.questionnaire, { texts: [first], profile, earlier, now, timeZone });
    this.last = { answers: this.answers, taken: [] };
  }

  get asks(): string | undefined {
    const open = current(this.questionnaire, this.answers);
    return open && (open.confirm ? `${open.key}?` : open.key);
  }

  get isComplete(): boolean {
    return complete(this.questionnaire, this.answers);
  }

  get progress() {
    return progress(this.questionnaire, this.answers);
  }

  says(text: string, files: string[] = []): this {
    return this.moves({ do: 'answer', text, files, now, timeZone });
  }

  changes(text: string): this {
    return this.moves({ do: 'change', text, now, timeZone });
  }

  moves(move: Move): this {
    this.last = play(this.questionnaire, this.answers, move);
    this.answers = this.last.answers;
    return this;
  }

  value(key: string): string | undefined {
    const answer = this.answers[key];
    return answer && 'value' in answer ? answer.value : undefined;
  }
}
