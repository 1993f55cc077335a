import { verbatim } from '../content/markdown.ts';
import type { Asker, Model } from '../model/model.ts';
import type { FileBytes, FileRef } from '../platforms/platform.ts';
import type { Patience } from './asks.ts';
import { openQuestionOf } from './hand-over.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { ticketWithAgent } from './with-agent.ts';

const READABLE = new Set(['image/png', 'image/jpeg', 'image/webp']);
const LARGEST = 5 * 1024 * 1024;
/** Of a whole screen only the beginning tells of the error. */
const LONGEST = 300;

export interface PicturesOptions {
  model: Model;
  readFile: (file: FileRef) => Promise<FileBytes>;
}

/** The words in a screenshot, where it was sent to tell of a problem; they are told like any other words. */
export async function wordsInPicture(
  { model, readFile }: PicturesOptions,
  { scene, turn, who, patience }: { scene: Scene; turn: Turn; who: Asker; patience: Patience },
): Promise<string | undefined> {
  if (!model.supports.vision || turn.move || !tellsOfProblem(scene)) return undefined;
  const file = turn.files.find(({ mime, size }) => READABLE.has(mime) && size <= LARGEST);
  const within = file && patience();
  if (!file || within === undefined) return undefined;
  const { bytes } = await readFile(file);
  const read = await model.readScreenshot(bytes, { who, within });
  const words = read?.value.text.replace(/\s+/g, ' ').trim() ?? '';
  if (words === '') return undefined;
  const codes = read?.value.codes.filter((code) => !words.slice(0, LONGEST).includes(code)) ?? [];
  return [words.slice(0, LONGEST), ...codes].join(' ');
}

/** Somebody who answers questions or talks with an agent sends a picture to be looked at. */
function tellsOfProblem(scene: Scene): boolean {
  const { state } = scene;
  if (!state) return ticketWithAgent(scene) === undefined;
  if (state.kind === 'questionnaire') return openQuestionOf(scene, state.talk)?.kind === 'error-code';
  return state.kind === 'answer' || (state.kind === 'intake' && state.ask === 'describe');
}

/** The turn with what a picture says added to what was written: data, and no wish of anybody. */
export function withPicture(scene: Scene, turn: Turn, words: string): Turn {
  const told = [turn.text, words].filter((part) => part.trim() !== '').join('\n');
  const understood = { ...scene.desk.understand(told), move: undefined };
  // A picture of no fault is no description of one.
  if (turn.text.trim() === '' && understood.kind !== 'problem' && scene.state?.kind !== 'questionnaire') {
    return turn;
  }
  return { ...turn, text: told, understood, move: undefined };
}

/** What was read is said, so that it can be put right. */
export function sayingWhatWasRead(scene: Scene, words: string, step: Step): Step {
  return { ...step, replies: [text(scene.say('picture.read', { words: verbatim(words) })), ...step.replies] };
}
