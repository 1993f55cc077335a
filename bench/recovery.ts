import { setTimeout as delay } from 'node:timers/promises';
import { openDingtalkTwin } from '../tests/twins/dingtalk.ts';
import { openSlackTwin } from '../tests/twins/slack.ts';
import { openWecomTwin } from '../tests/twins/wecom.ts';
import { percentile, type Figure } from './measure.ts';
import { openProgram } from './program.ts';

const KILLS = 10;
const CUTS = 12;
/** Connections that break in quick succession are renewed ever more slowly, to spare the vendor: not what is measured. */
const REST_MS = 16_000;
const POLL_MS = 10;
/** A desk on Slack; nobody works there. */
export const DESK = { DESK_L1: 'slack:CL1', DESK_L2: 'slack:CL2', DESK_EXPERT: 'slack:CEX' };

/** One platform's cloud, as far as its connection goes. */
interface Line {
  name: string;
  isLive: () => boolean;
  cut: () => void;
  freeze: () => void;
  /** After this many seconds a half-open connection must have been noticed and replaced. */
  noticedWithinS: number;
}

/** How soon events are accepted again after the program died, a connection broke or fell silent (G4). */
export async function recovery(): Promise<Figure[]> {
  const slack = await openSlackTwin();
  const dingtalk = await openDingtalkTwin();
  const wecom = await openWecomTwin();
  const lines: Line[] = [
    {
      name: 'Slack',
      isLive: () => slack.sockets.count().live >= 2,
      cut: () => slack.sockets.cutAll(),
      freeze: () => [0, 1].forEach((which) => slack.sockets.freeze(which)),
      noticedWithinS: 60,
    },
    {
      name: 'DingTalk',
      isLive: () => dingtalk.ledger.sockets.open === 1,
      cut: () => dingtalk.stream.cut(),
      freeze: () => dingtalk.stream.freeze(),
      noticedWithinS: 90,
    },
    {
      name: 'WeCom',
      isLive: () => wecom.cloud.live() === 1,
      cut: () => wecom.cloud.cut(),
      freeze: () => wecom.cloud.freeze(),
      noticedWithinS: 90,
    },
  ];
  const opened = () => [
    slack.sockets.count().opened,
    dingtalk.ledger.sockets.opened,
    wecom.ledger.connections.authenticated,
  ];
  const program = openProgram({ ...slack.env, ...dingtalk.env, ...wecom.env, ...DESK });
  const figures: Figure[] = [];
  const add = (what: string, values: readonly number[], most: number) =>
    figures.push({ bench: 'recovery', what, value: percentile(values, 99), unit: 's', budget: { most } });

  program.start();
  await Promise.all(lines.map((line) => backAfter(line.isLive)));
  const kills = lines.map((): number[] => []);
  for (let n = 0; n < KILLS; n++) {
    await program.end('SIGKILL');
    while (lines.some((line) => line.isLive())) await delay(POLL_MS);
    program.start();
    const back = await Promise.all(lines.map((line) => backAfter(line.isLive)));
    back.forEach((seconds, i) => kills[i]?.push(seconds));
  }
  lines.forEach(({ name }, i) =>
    add(`SIGKILL → ${name} connected again, worst of ${KILLS}`, kills[i] ?? [], 5),
  );

  const cuts = await Promise.all(lines.map(cutAgainAndAgain));
  lines.forEach(({ name }, i) =>
    add(`connection cut → ${name} connected again, worst of ${CUTS}`, cuts[i] ?? [], 10),
  );

  const before = opened();
  for (const line of lines) line.freeze();
  const noticed = await Promise.all(
    lines.map((_, i) => backAfter(() => (opened()[i] ?? 0) > (before[i] ?? 0))),
  );
  lines.forEach(({ name, noticedWithinS }, i) =>
    add(`half-open connection → ${name} noticed and connected`, [noticed[i] ?? Infinity], noticedWithinS),
  );

  await program.end('SIGTERM');
  await Promise.all([slack.close(), dingtalk.close(), wecom.close()]);
  program.remove();
  return figures;
}

async function backAfter(isBack: () => boolean): Promise<number> {
  const begun = performance.now();
  while (!isBack()) await delay(POLL_MS);
  return (performance.now() - begun) / 1000;
}

async function cutAgainAndAgain({ isLive, cut }: Line): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < CUTS; n++) {
    cut();
    while (isLive()) await delay(1);
    times.push(await backAfter(isLive));
    await delay(REST_MS);
  }
  return times;
}
