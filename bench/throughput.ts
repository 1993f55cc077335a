import Sqlite from 'better-sqlite3';
import { openHouse, type House } from './house.ts';
import { bareCost, markOf, rowsSince } from './bare.ts';
import type { Figure } from './measure.ts';
import { messageOf, TALK_LENGTH } from './talks.ts';

const AT_ONCE = 256;
const WARM_UP_TALKS = 300;
const TALKS = 1_000;

/**
 * Sustained full handling, and how much dearer it is than writing the same rows and nothing else. The budget is
 * against what anybody would do who writes a message's rows durably: one transaction a message. Beside it stands
 * the sterner comparison, in which the bare writer groups its commits as Deskline does.
 */
export async function throughput(): Promise<Figure[]> {
  const commits = countCommits();
  const house = await openHouse();
  await talk(house, 0, WARM_UP_TALKS);
  const mark = markOf(house.file);
  commits.reset();

  const start = performance.now();
  await talk(house, WARM_UP_TALKS, WARM_UP_TALKS + TALKS);
  const seconds = (performance.now() - start) / 1000;
  const groups = commits.count();

  const messages = TALKS * TALK_LENGTH;
  const rows = rowsSince(house.file, mark);
  const plain = bareCost({ rows, messages, transactions: messages });
  const grouped = bareCost({ rows, messages, transactions: Math.min(groups, messages) });
  await house.close();

  const perSecond = messages / seconds;
  const count = rows.reduce((sum, table) => sum + table.rows.length, 0);
  const figure = (what: string, value: number, unit: string, budget?: Figure['budget']): Figure => ({
    bench: 'throughput',
    what,
    value,
    unit,
    budget,
  });
  return [
    figure('full handling', perSecond, 'messages/s', { least: 1_000 }),
    figure('rows written per message', count / messages, 'rows'),
    figure('durable commits per message', groups / messages, 'commits'),
    figure('same rows bare, one transaction a message', messages / plain, 'messages/s'),
    figure('same rows bare, as many commits as Deskline', messages / grouped, 'messages/s'),
    figure('ratio to bare, one transaction a message', seconds / plain, '×', { most: 5 }),
    figure('ratio to bare, as many commits as Deskline', seconds / grouped, '×'),
  ];
}

/** Talkers from `first` on, many at once; each writes on as soon as he is answered. */
async function talk({ vendor, deskline }: House, first: number, end: number): Promise<void> {
  let next = first;
  const chair = async () => {
    while (next < end) {
      const talker = next++;
      for (let turn = 0; turn < TALK_LENGTH; turn++) {
        const event = messageOf(talker, turn);
        const answered = vendor.nextReply(event.place.channel);
        await vendor.receive(event);
        await answered;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, chair));
  await deskline.settle();
}

/** Counts the commits of every connection opened from now on. */
function countCommits() {
  let count = 0;
  const prepare = Reflect.get(Sqlite.prototype, 'prepare') as (sql: string) => Sqlite.Statement;
  Sqlite.prototype.prepare = function (this: Sqlite.Database, sql: string) {
    const statement = prepare.call(this, sql);
    if (sql === 'COMMIT') {
      const run = statement.run.bind(statement);
      statement.run = () => {
        count++;
        return run();
      };
    }
    return statement;
  } as typeof Sqlite.prototype.prepare;
  return { count: () => count, reset: () => (count = 0) };
}
