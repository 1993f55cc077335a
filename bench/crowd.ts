import { openSlackTwin } from '../tests/twins/slack.ts';
import { openWecomTwin } from '../tests/twins/wecom.ts';
import { messageOf, TALK_LENGTH } from './talks.ts';

/** Those whose ticket an agent has: what they write goes into its thread. The others talk with the bot. */
export const HOLDERS = 500;
export const TALKERS = 500;

const CHANNEL = 'C0LINE1';
const AGENT = 'U0AGENT';
const CARDS_AT_ONCE = 20;

/** What came of one message; times are of the machine's clock, in ms. */
export interface Heard {
  id: string;
  writtenAt: number;
  /** When the bot's answer came, or the words stood in the thread. */
  heardAt: number;
}

/** Milliseconds of a clock that all processes of the machine share. */
export const clock = () => Number(process.hrtime.bigint()) / 1e6;

/** A thousand employees on WeCom and the desk's agent on Slack, with both vendors' clouds. */
export async function openCrowd() {
  const wecom = await openWecomTwin();
  const slack = await openSlackTwin({ echo: false });
  const answers = new Map<string, (at: number) => void>();
  const passages = new Map<string, (at: number) => void>();
  let passed = 0;
  let serial = 0;

  slack.group(CHANNEL, 'L1');
  slack.group('C0LINE2', 'L2');
  slack.group('C0EXPERT', 'expert');
  slack.account({ id: AGENT, name: 'Tom Baker', locale: 'zh-CN' });
  indexPosts();

  const told = wecom.ledger.changed.bind(wecom.ledger);
  wecom.ledger.changed = () => {
    told();
    const at = clock();
    for (const { chat } of wecom.ledger.posted.splice(0)) {
      answers.get(chat)?.(at);
      answers.delete(chat);
    }
  };
  void slack.when(() => {
    const at = clock();
    for (const { method, args } of slack.calls.splice(0)) {
      const mark = method === 'chat.postMessage' && /\bm\d+x\b/.exec(args['text'] ?? '')?.[0];
      if (!mark) continue;
      passed++;
      passages.get(mark)?.(at);
      passages.delete(mark);
    }
    return false;
  });

  /** Looking through all posts for each that is written would be the twin's time, not Deskline's. */
  function indexPosts(): void {
    const { world } = slack;
    const add = world.add.bind(world);
    const byTs = new Map<string, ReturnType<typeof world.add>>();
    world.add = (post) => {
      const added = add(post);
      byTs.set(`${added.channel} ${added.ts}`, added);
      return added;
    };
    world.find = (channel, ts) => byTs.get(`${channel} ${ts}`);
  }

  async function writes(userId: string, text: string, heard: Promise<number>): Promise<Heard> {
    const writtenAt = clock();
    const id = await wecom.writes(userId, text);
    return { id, writtenAt, heardAt: await heard };
  }

  function talks(talker: string, text: string): Promise<Heard> {
    return writes(talker, text, new Promise((resolve) => answers.set(talker, resolve)));
  }

  /** Somebody whose ticket is in good hands adds to it. */
  function adds(holder: number): Promise<Heard> {
    const mark = `m${++serial}x`;
    const passage = new Promise<number>((resolve) => passages.set(mark, resolve));
    return writes(`holder-${holder}`, `${mark} 纸又卡在后盖里，灯一直闪`, passage);
  }

  return {
    env: {
      ...wecom.env,
      ...slack.env,
      DESK_L1: `slack:${CHANNEL}`,
      DESK_L2: 'slack:C0LINE2',
      DESK_EXPERT: 'slack:C0EXPERT',
    },

    /** Opens the holders' tickets, and the agent claims them. */
    async prepare(): Promise<void> {
      await inTurn(HOLDERS, async (n) => {
        for (const text of ['转人工', '打印机卡纸了']) await talks(`holder-${n}`, text);
      });
      await until(() => cards().length === HOLDERS);
      const open = cards();
      await inTurn(open.length, async (n) => {
        const card = open[n];
        if (!card) throw new Error('A card is missing');
        const taken = new Promise<number>((resolve) => answers.set(holderOf(card.text), resolve));
        await slack.presses(AGENT, card, '认领');
        await taken;
      });
    },

    adds,

    /** The next turn of somebody's talk with the bot; nobody talks twice. */
    talks(talker: number, turn: number): Promise<Heard> {
      const round = Math.floor(turn / TALK_LENGTH);
      const { text } = messageOf(talker, turn % TALK_LENGTH);
      return talks(`talker-${round}-${talker}`, text);
    },

    /** How many of the holders' messages stand in threads. */
    passed: () => passed,

    /** Forgets what only tests want to read. */
    forget(): void {
      wecom.ledger.calls.length = 0;
      wecom.ledger.delivered.length = 0;
      slack.world.posts.length = 0;
      slack.sockets.delivered.length = 0;
      slack.sockets.acked.length = 0;
    },
  };

  function cards() {
    return slack.sent(CHANNEL).filter(({ buttons }) => buttons.includes('认领'));
  }

  function holderOf(card: string): string {
    const holder = /holder-\d+/.exec(card)?.[0];
    if (!holder) throw new Error('The card names nobody');
    return holder;
  }
}

export type Crowd = Awaited<ReturnType<typeof openCrowd>>;

async function inTurn(count: number, run: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const chair = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: CARDS_AT_ONCE }, chair));
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
