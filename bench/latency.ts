import { setTimeout as delay } from 'node:timers/promises';
import { openHouse, type House } from './house.ts';
import { percentile, type Figure } from './measure.ts';
import { messageOf, TALK_LENGTH } from './talks.ts';

const RATE = 200;
const WARM_UP_S = 4;
const SECONDS = 20;
/** Talkers that write in turn, so that each waits a second between two messages. */
const AT_ONCE = 200;

/** Vendor event → stored and acknowledged. */
export async function ack(): Promise<Figure[]> {
  const { acks } = await load();
  const figure = (what: string, value: number, most?: number): Figure => ({
    bench: 'ack',
    what: `${what}, ${RATE} events/s`,
    value,
    unit: 'ms',
    budget: most === undefined ? undefined : { most },
  });
  return [
    figure('event → acknowledged p50', percentile(acks, 50)),
    figure('event → acknowledged p99', percentile(acks, 99), 20),
    figure('event → acknowledged max', percentile(acks, 100)),
  ];
}

/** Message → first reply handed to the platform. */
export async function reply(): Promise<Figure[]> {
  const { replies } = await load();
  const figure = (what: string, value: number, most?: number): Figure => ({
    bench: 'reply',
    what: `${what}, ${RATE} messages/s`,
    value,
    unit: 'ms',
    budget: most === undefined ? undefined : { most },
  });
  return [
    figure('message → reply p50', percentile(replies, 50), 30),
    figure('message → reply p99', percentile(replies, 99), 150),
    figure('message → reply max', percentile(replies, 100)),
  ];
}

/** Messages at a fixed rate, whatever the program does: a stall is paid for by all that should have come in it. */
async function load() {
  const house = await openHouse();
  const acks: number[] = [];
  const replies: number[] = [];
  const warmUp = RATE * WARM_UP_S;
  const total = warmUp + RATE * SECONDS;
  const start = performance.now();
  // Nobody writes on before he is answered; the wait counts as waiting for the next answer, which is late by it.
  const talks = Array.from({ length: AT_ONCE }, () => Promise.resolve(0));
  for (let n = 0; n < total; n++) {
    const due = start + (n * 1000) / RATE;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    talks[n % AT_ONCE] = talks[n % AT_ONCE]!.then(async (free) => {
      const { acknowledged, replied } = await play(house, n);
      if (n >= warmUp) {
        acks.push(acknowledged - Math.max(due, free));
        replies.push(replied - due);
      }
      return replied;
    });
  }
  await Promise.all(talks);
  await house.close();
  return { acks, replies };
}

async function play({ vendor }: House, n: number): Promise<{ acknowledged: number; replied: number }> {
  const chair = n % AT_ONCE;
  // Each chair is at another turn of its talk: tickets come one in ten messages, not two hundred in a row.
  const round = Math.floor(n / AT_ONCE) + chair;
  const event = messageOf(Math.floor(round / TALK_LENGTH) * AT_ONCE + chair, round % TALK_LENGTH);
  const answered = vendor.nextReply(event.place.channel);
  await vendor.receive(event);
  const acknowledged = performance.now();
  return { acknowledged, replied: await answered };
}
