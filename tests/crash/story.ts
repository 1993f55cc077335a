import type { Program } from './program.ts';
import { cardsOf } from './ledger.ts';

/** What requesters write, one line after the other, in Chinese and in English; each plays two of these. */
const lines: readonly (readonly string[])[] = [
  '你好 / VPN 连不上,报错 809 / 取消 / 谢谢 / 打印机卡纸了 / 没解决 / 没解决 / 三楼的惠普 M404 / 转人工 / 我的工单' +
    ' / 你好 / 还是卡纸 / 😀 / 帮助 / 在吗 / 谢谢 / 好的 / 你好 / 我的工单 / 谢谢',
  'hello / VPN error 809 / cancel / thanks / The printer is jammed / not solved / not solved / HP M404 on floor 3' +
    ' / human / my tickets / hi / it jams again / 👍 / help / are you there? / thanks / ok / hello / my tickets / bye',
  '转人工 / 屏幕坏了，开不了机 / 联想 T14 / 不知道 / 好 / 我的工单 / 你好 / 谢谢 / 😀 / 帮助 / 在吗' +
    ' / Outlook 一直转圈圈 / 取消 / 你好 / 谢谢 / 好的 / 我的工单 / 在吗 / 你好 / 谢谢',
].map((talk) => talk.split(' / '));
const PEOPLE = 25;
export const people = Array.from({ length: PEOPLE }, (_, n) => `person-${n}`);
export const AGENT = 'agent';

/** One part of the story: everybody in it acts at the same time, each in his own order. */
export interface Chapter {
  name: string;
  /** How many messages are sent in it. */
  messages: number;
  play(stage: Stage): Promise<void>;
}

/** Where people act; each act waits for its turn and is repeated until it is heard. */
export interface Stage {
  program: Program;
  databaseFile: string;
  turn: () => Promise<void>;
}

export const chapters: readonly Chapter[] = [
  {
    name: 'people write',
    messages: people.reduce((sum, _, n) => sum + linesOf(n).length, 0),
    play: (stage) =>
      everybody(async (person, n) => {
        for (const [line, text] of linesOf(n).entries())
          await say(stage, { person, text, id: `line-${line}` });
      }),
  },
  {
    name: 'the desk solves the first ticket of each',
    messages: PEOPLE * 3,
    async play(stage) {
      const cards = cardsOf(stage.databaseFile);
      await Promise.all(
        cards.map(async ({ channel, seq, claim }) => {
          const clientId = `claim-${seq}-${channel}`;
          await stage.turn();
          const body = { channel, messageSeq: seq, clientId, ...claim };
          await stage.program.post('/api/actions', { as: AGENT, body });
          const thread = { person: AGENT, channel, thread: String(seq) };
          await say(stage, { ...thread, text: '你好，我来看看', id: `greeting-${seq}` });
          await say(stage, {
            ...thread,
            text: '解决 原因：搓纸轮磨损 步骤：更换搓纸轮；打印测试页',
            id: `solution-${seq}`,
          });
        }),
      );
    },
  },
  {
    name: 'people confirm, and begin anew',
    messages: PEOPLE * 2,
    play: (stage) =>
      everybody(async (person, n) => {
        await say(stage, { person, text: n % 3 === 1 ? 'solved, thanks' : '好了，谢谢', id: 'solved-it' });
        await say(stage, {
          person,
          text: n % 3 === 1 ? 'Teams does not load' : 'Teams 打不开',
          id: 'new-problem',
        });
      }),
  },
];

function linesOf(n: number): readonly string[] {
  return [...(lines[n % lines.length] ?? []), ...(lines[(n + 1) % lines.length] ?? [])];
}

async function everybody(act: (person: string, n: number) => Promise<void>): Promise<void> {
  await Promise.all(people.map(act));
}

interface Saying {
  person: string;
  text: string;
  id: string;
  channel?: string | undefined;
  thread?: string | undefined;
}

async function say(
  { program, turn }: Stage,
  { person, text, id, channel = `dm:${person}`, thread }: Saying,
): Promise<void> {
  await turn();
  const body = { channel, thread, text, clientId: `${person}-${id}` };
  const status = await program.post('/api/messages', { as: person, body });
  if (status !== 200) throw new Error(`${person} was not heard: ${status} to ${id}`);
}
