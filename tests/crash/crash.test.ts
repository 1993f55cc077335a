import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MORNING } from '../support/office.ts';
import { diskFolder } from '../support/temporary-folder.ts';
import { faultsIn, ledgerOf, messagesIn } from './ledger.ts';
import { play, type Deaths } from './play.ts';
import { Program, type Death } from './program.ts';
import { writeSmallContent } from '../chaos/small-content.ts';
import { AGENT, people } from './story.ts';

/** Chance decides where the program dies; CRASH_SEED repeats one run's chances. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const points =
  'in-store after-store after-take before-think after-think before-commit after-commit ' +
  'after-take-send before-send after-send before-receipt after-receipt';
const timerPoints = ['timer-before-move', 'timer-in-move', 'timer-after-move'];
/** Beside the other tests on two cores it takes a third of it; a slow machine is no fault of the program. */
const TIME_LIMIT_MS = 480_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(diskFolder(), 'deskline-crash-'));
  const department = { 'zh-CN': '行政部', en: 'Administration' };
  const shared = { locale: 'zh-CN', department, title: department };
  writeSmallContent(join(folder, 'prompts'), [
    ...people.map((id) => ({ id, name: id, ...shared })),
    { id: AGENT, name: AGENT, ...shared, queues: ['it-l1'] },
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a program that is killed again and again', () => {
  it(
    'loses nothing, doubles nothing and tells the same story as one that lives on',
    { timeout: TIME_LIMIT_MS },
    async () => {
      const undisturbed = await playAll('undisturbed', { chapters: [], nights: [] });
      const deaths = chooseDeaths(randomFrom(seed));
      const killed = await playAll('killed', deaths);

      expect({ faults: faultsIn(undisturbed.file) }).toEqual({ faults: [] });
      expect({ seed, faults: faultsIn(killed.file) }).toEqual({ seed, faults: [] });
      expect(messagesIn(killed.file)).toBe(messagesIn(undisturbed.file));
      expect(messagesIn(killed.file)).toBeGreaterThanOrEqual(1_000);
      expect({ seed, ...ledgerOf(killed.file) }).toEqual({ seed, ...ledgerOf(undisturbed.file) });
      expect(killed.stopMs).toBeLessThan(10_000);
      expect([...deaths.chapters, ...deaths.nights].flat().length).toBeGreaterThanOrEqual(35);
    },
  );
});

async function playAll(name: string, deaths: Deaths): Promise<{ file: string; stopMs: number }> {
  const file = join(folder, `${name}.db`);
  const program = new Program({
    databaseUrl: `file:${file}`,
    contentDir: join(folder, 'prompts'),
    clockShift: MORNING - Date.now(),
  });
  try {
    return { file, ...(await play(program, { databaseFile: file, deaths })) };
  } catch (error) {
    throw new Error(`The story broke off with CRASH_SEED=${seed}`, { cause: error });
  } finally {
    program.dispose();
  }
}

/** Each named point once, and twenty deaths from outside at random moments. */
function chooseDeaths(random: (below: number) => number): Deaths {
  const somewhere = (most: number): Death => ({ afterMessages: 1 + random(most), delayMs: random(20) });
  const named = points
    .split(' ')
    .map((point): Death => ({ point, passing: 1 + random(point.startsWith('after-take') ? 3 : 8) }));
  const first = [...named, ...Array.from({ length: 12 }, () => somewhere(20))];
  const [before, within, after] = timerPoints.map((point): Death => ({ point, passing: 1 }));
  const early = (): Death => ({ afterMessages: 0, delayMs: random(60) });
  return {
    chapters: [
      first.toSorted(() => random(3) - 1),
      // A life has a share of its chapter's messages: 19 in the second, 13 in the third.
      [somewhere(15), somewhere(15), somewhere(15)],
      [somewhere(10), somewhere(10), somewhere(10)],
    ],
    nights: [[before!, within!, early(), early()], [after!]],
  };
}

/** Mulberry32: whole numbers from 0 to under `below`, the same for the same seed. */
function randomFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
