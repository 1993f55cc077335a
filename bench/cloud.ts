import { setTimeout as delay } from 'node:timers/promises';
import { clock, HOLDERS, openCrowd, TALKERS, type Heard } from './crowd.ts';
import type { CloudAnswer, CloudOrder } from './cloud-process.ts';

/** The vendors' clouds and the people on them, in a process of their own: they don't share the measured event loop. */

const crowd = await openCrowd();
const LOST_AFTER_MS = 20_000;
const turns = new Map<number, number>();
const busy = new Set<number>();

process.on('message', (order: CloudOrder) => {
  follow(order).then(answer, (error: unknown) => answer({ failed: String(error) }));
});
process.on('disconnect', () => process.exit());
answer({ env: crowd.env });

async function follow(order: CloudOrder): Promise<CloudAnswer> {
  switch (order.do) {
    case 'prepare':
      await crowd.prepare();
      return { prepared: true };
    case 'load':
      return { measured: await load(order) };
    case 'crowd':
      await flood(order);
      return { flooded: order.messages };
  }
}

/** One message of each kind in turn. */
async function message(n: number): Promise<{ kind: 'relay' | 'reply'; heard: Heard }> {
  if (n % 2 === 0) return { kind: 'relay', heard: await crowd.adds((n / 2) % HOLDERS) };
  const talker = freeTalker(((n - 1) / 2) % TALKERS);
  const turn = turns.get(talker) ?? 0;
  turns.set(talker, turn + 1);
  busy.add(talker);
  try {
    return { kind: 'reply', heard: await crowd.talks(talker, turn) };
  } finally {
    busy.delete(talker);
  }
}

/** Nobody writes on before he is answered. */
function freeTalker(wanted: number): number {
  for (let n = 0; n < TALKERS; n++) {
    const talker = (wanted + n) % TALKERS;
    if (!busy.has(talker)) return talker;
  }
  return wanted;
}

/** Messages at a fixed rate, whatever the program does. */
async function load({ rate, seconds, warmUp }: CloudOrder & { do: 'load' }) {
  const relays: Heard[] = [];
  const replies: Heard[] = [];
  const running: Promise<void>[] = [];
  const start = clock();
  for (let n = 0; n < rate * (warmUp + seconds); n++) {
    const wait = start + (n * 1000) / rate - clock();
    if (wait > 0) await delay(wait);
    running.push(
      message(n).then(({ kind, heard }) => {
        if (n >= rate * warmUp) (kind === 'relay' ? relays : replies).push(heard);
      }),
    );
  }
  // What hasn't come by then is lost.
  await Promise.race([Promise.all(running), delay(LOST_AFTER_MS)]);
  return { relays, replies };
}

/** As many messages as the program can take, from `atOnce` people. */
async function flood({ from, messages, atOnce }: CloudOrder & { do: 'crowd' }): Promise<void> {
  let next = from;
  const chair = async () => {
    while (next < from + messages) await message(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, chair));
  crowd.forget();
}

function answer(what: CloudAnswer): void {
  process.send?.(what);
}
