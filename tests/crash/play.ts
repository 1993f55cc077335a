import { setTimeout as delay } from 'node:timers/promises';
import { isFinished } from './ledger.ts';
import type { Death, Program } from './program.ts';
import { chapters, type Chapter } from './story.ts';

const HOUR_MS = 3_600_000;
/** After the last chapter: dialogues fall silent after a day, ratings after three. */
const NIGHTS_MS = [25 * HOUR_MS, 80 * HOUR_MS];

/** How the program dies in each chapter, and while the timers of each night come due. */
export interface Deaths {
  chapters: readonly (readonly Death[])[];
  nights: readonly (readonly Death[])[];
}

/** Plays the whole story; resolves when nothing is left to do and the last life has been ended in peace. */
export async function play(
  program: Program,
  { databaseFile, deaths }: { databaseFile: string; deaths: Deaths },
): Promise<{ stopMs: number }> {
  for (const [n, chapter] of chapters.entries()) {
    await playChapter(program, { chapter, databaseFile, deaths: deaths.chapters[n] ?? [] });
    if ((deaths.chapters[n + 1] ?? []).length > 0) await program.kill();
  }
  await program.kill();
  let stopMs = 0;
  for (const [n, night] of NIGHTS_MS.entries()) {
    program.passTime(night);
    for (const death of deaths.nights[n] ?? []) {
      await program.begin(death);
      await program.died();
    }
    await program.begin();
    await finish(program, databaseFile);
    stopMs = Math.max(stopMs, await program.stop());
  }
  return { stopMs };
}

async function playChapter(
  program: Program,
  options: { chapter: Chapter; databaseFile: string; deaths: readonly Death[] },
): Promise<void> {
  const { chapter, databaseFile, deaths } = options;
  const turns = turnstile();
  const story = chapter.play({ program, databaseFile, turn: turns.pass });
  // Awaited below; a failure in between must not count as nobody's.
  story.catch(() => {});
  const share = Math.ceil(chapter.messages / (deaths.length + 1));
  for (const death of deaths) {
    await program.begin(death);
    turns.open(share);
    await program.died();
  }
  if (!program.isAlive) await program.begin();
  turns.open(Infinity);
  await Promise.race([story, program.unexpectedEnd()]);
  await finish(program, databaseFile);
}

/** Waits until what was said is worked on and answered, and what came due has happened. */
async function finish(program: Program, databaseFile: string): Promise<void> {
  do {
    if (!(await program.settle())) throw new Error('The program died and nobody had told it to');
    // What waits for a moment, as a message does for the one it belongs to, is not settled yet.
    await delay(50);
  } while (!isFinished(databaseFile));
}

/** Lets so many through as it is opened for: each life of the program has its share of the messages. */
function turnstile() {
  let left = 0;
  const waiting: (() => void)[] = [];
  return {
    open(more: number): void {
      left += more;
      while (left > 0 && waiting.length > 0) {
        left--;
        waiting.shift()?.();
      }
    },
    pass: (): Promise<void> =>
      new Promise((resolve) => {
        if (left > 0) {
          left--;
          resolve();
        } else {
          waiting.push(resolve);
        }
      }),
  };
}
