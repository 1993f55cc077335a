import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Clouds } from './clouds.ts';
import type { Ledger, Said } from './ledger.ts';
import type { Replica } from './replica.ts';

export type PlatformName = 'slack' | 'dingtalk' | 'wecom' | 'web';

export interface Ways {
  /** Writes; resolves when it is accepted, or nobody can say any more whether it will be. */
  write(words: Words): Promise<boolean>;
  /** How many messages were written. */
  count(): number;
  /** A new mark. */
  mark(): string;
}

interface Words {
  platform: PlatformName;
  userId: string;
  text: string;
  mark: string;
  /** A thread of the desk's channel (Slack). */
  at?: { group: string; thread: string } | undefined;
  bot?: boolean | undefined;
}

/** No vendor tries longer to deliver one: DingTalk's cloud gives up after three times. */
const GIVEN_UP_MS = { slack: 40_000, dingtalk: 13_000, wecom: 20_000, web: 40_000 };
const COPIED = 0.05;
const LATE_COPY_MS = 10_000;

/** How people reach the program, and how the vendors deliver some of it twice. */
export function createWays(options: {
  clouds: Clouds;
  replicas: readonly Replica[];
  ledger: Ledger;
  chance: Chance;
}): Ways {
  const { clouds, replicas, ledger } = options;
  const { slack, dingtalk, wecom } = clouds;
  const copying = options.chance.of('copies');
  let marks = 0;
  let written = 0;

  async function onSlack({ userId, text, at }: Words, said: Said): Promise<void> {
    const ts = await slack.writes(userId, text, at);
    said.key = `message:${at?.group ?? `D${userId.slice(1)}`}+${ts}`;
    said.accepted = true;
    again(said, () => void slack.again(ts));
  }

  async function onDingtalk({ userId, text }: Words, said: Said): Promise<void> {
    said.key = await dingtalk.writes(userId, text);
    said.accepted = true;
    again(said, () => dingtalk.stream.again(said.key));
  }

  /** Nothing is acknowledged there: what is in the inbox at the end was accepted. */
  async function onWecom({ userId, text }: Words, said: Said): Promise<void> {
    const patience = performance.now() + 8_000;
    while (wecom.cloud.live() === 0 && performance.now() < patience) await delay(50);
    said.key = await wecom.writes(userId, text);
    await delay(30);
  }

  /** Whoever gets no answer says it again, under the same key. */
  async function onWeb({ userId, text, mark }: Words, said: Said): Promise<void> {
    const clientId = `chaos-${mark}`;
    said.key = `msg:dm:${userId}:${clientId}`;
    const body = JSON.stringify({ channel: `dm:${userId}`, text, clientId });
    const post = async (origin: string) => {
      const headers = { 'content-type': 'application/json', origin, cookie: `deskline_person=${userId}` };
      const signal = AbortSignal.timeout(15_000);
      const answer = await fetch(`${origin}/api/messages`, { method: 'POST', headers, body, signal });
      const told = await answer.text();
      if (answer.status >= 400 && answer.status < 500) throw new Error(`${userId} is refused: ${told}`);
      return answer.ok;
    };
    for (let n = 0; !said.accepted; n++) {
      const origin = replicas[n % replicas.length]?.address;
      said.accepted = origin !== undefined && (await post(origin).catch(refusedOnly));
      if (!said.accepted) await delay(50);
    }
    again(said, () => {
      for (const { address } of replicas) if (address) post(address).catch(() => {});
    });
  }

  /** At once, or when it is long forgotten. */
  function again(said: Said, deliver: () => void): void {
    if (!copying.happens(COPIED)) return;
    said.copies++;
    if (copying.happens(0.7)) deliver();
    else setTimeout(deliver, LATE_COPY_MS).unref();
  }

  const by = { slack: onSlack, dingtalk: onDingtalk, wecom: onWecom, web: onWeb };
  return {
    async write(words) {
      const { platform, mark, bot = false } = words;
      const said: Said = { platform, key: '', mark, accepted: false, bot, copies: 0 };
      ledger.said.push(said);
      written++;
      await Promise.race([
        by[platform](words, said),
        delay(GIVEN_UP_MS[platform], undefined, { ref: false }),
      ]);
      return said.accepted || platform === 'wecom';
    },
    count: () => written,
    mark: () => `m${String(++marks).padStart(5, '0')}q`,
  };
}

/** A connection that broke is no answer; what the harness itself does wrong is told. */
function refusedOnly(error: unknown): false {
  if (error instanceof Error && error.message.includes('is refused')) throw error;
  return false;
}
