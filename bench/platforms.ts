import { startCloud } from './cloud-process.ts';
import { openConnectedHouse } from './connected-house.ts';
import type { Heard } from './crowd.ts';
import { percentile, type Figure } from './measure.ts';

const RATE = 200;
const WARM_UP_S = 4;
const SECONDS = 24;

/**
 * A thousand people on WeCom: half of them write to the agent of their ticket, whose desk is a Slack channel, and half
 * talk with the bot. Everything goes through the real SDKs to the vendors' clouds in another process and back.
 */
export async function platforms(): Promise<Figure[]> {
  const cloud = await startCloud();
  const house = await openConnectedHouse(cloud.env);
  await cloud.ask({ do: 'prepare' });
  const { measured } = await cloud.ask({ do: 'load', rate: RATE, seconds: SECONDS, warmUp: WARM_UP_S });
  const { relays = [], replies = [] } = measured ?? {};
  const stored = [...relays, ...replies].map(
    ({ id, writtenAt }) => (house.storedAt.get(id) ?? Infinity) - writtenAt,
  );
  await house.close();
  await cloud.close();

  const bench = 'platforms';
  const ms = (what: string, values: readonly number[], budgets: Record<number, number>): Figure[] =>
    [50, 99, 100].map((p) => ({
      bench,
      what: `${what} ${p === 100 ? 'max' : `p${p}`}, ${RATE} messages/s`,
      value: percentile(values, p),
      unit: 'ms',
      budget: budgets[p] === undefined ? undefined : { most: budgets[p] },
    }));
  const lost = RATE * SECONDS - relays.length - replies.length;
  return [
    ...ms('WeCom frame → stored', stored, { 99: 20 }),
    ...ms('WeCom message → reply at WeCom', replies.map(taken), { 50: 30, 99: 150 }),
    ...ms('WeCom message → Slack thread', relays.map(taken), { 50: 30, 99: 150 }),
    { bench, what: 'messages lost', value: lost, unit: '', budget: { most: 0 } },
  ];
}

function taken({ writtenAt, heardAt }: Heard): number {
  return heardAt - writtenAt;
}
