import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Agent, type Chatter, type Office } from '../support/office.ts';
import { createModelEndpoint, type ModelEndpoint, type ModelRequest } from '../twins/model-endpoint.ts';
import { claiming, openTicket, seated } from './setting.ts';

let office: Office;
let endpoint: ModelEndpoint;
let lilei: Chatter;
let wang: Agent;

/** What a well-behaved model says for each purpose. */
const answers: [RegExp, unknown][] = [
  [
    /sum up an IT support ticket/,
    { summary: 'VPN 报错 809，家里连不上。', tried: ['手机热点'], open: ['报错 809'] },
  ],
  [/draft a reply/, { reply: '请用手机热点再连一次。' }],
  [/translate a message/, { translation: 'Please restart the router.' }],
];

function behave(request: ModelRequest): string {
  const [, answer = {}] = answers.find(([of]) => of.test(request.system)) ?? [];
  return JSON.stringify(answer);
}

const asked = (of: RegExp) => endpoint.requests.filter(({ system }) => of.test(system)).length;

beforeAll(async () => {
  endpoint = await createModelEndpoint();
  endpoint.behave({ say: behave });
  office = await openOffice({
    model: {
      contentDir: 'prompts',
      settings: {
        baseUrl: endpoint.baseUrl,
        apiKey: undefined,
        chatModel: 'chat-1',
        embeddingModel: undefined,
        visionModel: undefined,
        timeoutMs: 2_000,
        dailyTokens: 10_000_000,
        local: false,
        linkHosts: [],
        prices: undefined,
      },
    },
  });
  lilei = await openTicket(office);
  wang = await claiming(office);
});
afterAll(async () => {
  await office.close();
  await endpoint.close();
});
afterEach(() => endpoint.behave({ say: behave }));

describe('with a model', () => {
  it('a reply is drafted for the agent alone, and sent only by his press, once', async () => {
    await lilei.catchUp();
    await wang.says('草稿 回复');
    await wang.hears(/模型写的回复草稿.*请用手机热点再连一次。.*\[发给用户\] \[不发\]/s);
    await lilei.hearsNothing();
    const { message, button } = await wang.findButton('发给用户');
    await wang.presses('发给用户');
    await lilei.hears('请用手机热点再连一次。');
    await lilei.catchUp();
    await office.deskline.web.press({
      channel: 'l1',
      messageSeq: message.seq,
      author: { id: 'wang-fang', name: '王芳' },
      action: button.id,
      value: button.value,
      clientId: 'again',
    });
    await office.deskline.settle();
    await wang.hears('什么也没有发出');
    await lilei.hearsNothing();
  });

  it('a draft that is discarded is gone, and nobody else’s draft is sent', async () => {
    await wang.says('draft');
    const tom = await seated(office, 'tom', 'l1');
    expect(
      (await tom.messages()).some(({ body }) => body?.buttons?.some(({ id }) => id === 'send-draft')),
    ).toBe(false);
    await wang.presses('不发');
    await wang.hears('好的，没有发出');
    await wang.presses('发给用户');
    await wang.hears('什么也没有发出');
  });

  it('the offline draft stands in where it fails', async () => {
    endpoint.behave({ say: 'no JSON at all' });
    await wang.says('草稿');
    await wang.hears(/建议的回复.*VPN 错误 809/s);
  });

  it('a summary is the model’s, said to be so', async () => {
    await wang.says('摘要');
    await wang.hears(
      /摘要\*\*（由模型生成）：VPN 报错 809，家里连不上。.*已经试过.*手机热点.*还不知道.*报错 809/s,
    );
  });

  it('words are translated where it is switched on and the languages differ; the original stays', async () => {
    const ann = office.person('ann');
    await ann.says('My laptop cannot connect to the VPN, error 809');
    await ann.says('human');
    const tom = await claiming(office, 'wang-fang');
    await tom.says('请重启路由器。');
    await ann.hears('请重启路由器。');
    await tom.says('翻译 开');
    await tom.hears('开始翻译');
    await tom.says('请重启一下路由器。');
    await ann.hears(/Please restart the router\..*请重启一下路由器。/s);
    const calls = asked(/translate a message/);
    await tom.says('Please try again now.');
    expect(asked(/translate a message/)).toBe(calls);
    endpoint.behave({ act: (response) => void response.writeHead(500).end() });
    await tom.says('好了吗？现在再连一次看看。');
    await ann.hears('好了吗？现在再连一次看看。');
    await tom.hears('没能翻译，已按原文发出');
    await tom.says('translate off');
    const other = await seated(office, 'tom', 'l1');
    await other.says('translate on');
    await other.hears('Only who holds the ticket');
  });

  it('who goes on with a ticket gets a summary; the hand-over waits for nothing', async () => {
    await wang.opens('IT-2026-000001');
    await wang.says('升级 二线 需要抓包');
    const chen = await seated(office, 'chen-wei', 'l2');
    const all = (await chen.messages()).map(({ text }) => text).join('\n---\n');
    expect(all).toMatch(/王芳 转来/);
    expect(all).toMatch(/由模型生成/);
  });
});
