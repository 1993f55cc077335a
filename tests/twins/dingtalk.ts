import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { showCard, type Cloud, type DingtalkTwinOptions, type Fault, type Kept } from './dingtalk-cloud.ts';
import { openHttp } from './dingtalk-http.ts';
import { createLedger, type DingtalkLedger } from './dingtalk-ledger.ts';
import { openStream, type DingtalkStream } from './dingtalk-stream.ts';
import type { SeenMessage, Twin, Written } from './twin.ts';

const CLIENT_ID = 'dingtwin';
const CORP = 'dingcorp';
const SESSION_MS = 5_400_000;
const CARD_ANSWER_MS = 2_000;

/** DingTalk's cloud on loopback: Stream mode, API, old API, webhooks and files at one address. */
export interface DingtalkTwin extends Twin {
  readonly ledger: DingtalkLedger;
  /** The state with its switches. */
  readonly cloud: Cloud;
  readonly stream: DingtalkStream;
  /** The next `times` calls of a path that ends so go wrong. */
  fails(ending: string, fault: Fault, times?: number): void;
  /** Somebody writes; gives the message's id without waiting for it to be delivered. */
  posts(userId: string, text: string, where?: Written): string;
  /** The month's pushes are used up: this comes instead of a message. */
  quotaFrame(): Promise<unknown>;
  /** Nothing answers, and all sockets are gone, until `comesBack`. */
  goesDown(): void;
  comesBack(): void;
}

/** Opens the twin on a free port. */
export async function openDingtalkTwin(options: DingtalkTwinOptions = {}): Promise<DingtalkTwin> {
  const { now = Date.now, ackTimeoutMs = 60_000, pingMs = 20_000, cardTemplateId } = options;
  let counter = 0;
  const ledger = createLedger();
  const cloud: Cloud = {
    clientId: CLIENT_ID,
    secret: 'twin-secret',
    corpId: CORP,
    cardTemplateId,
    expireIn: 'expireIn' in options ? options.expireIn : 7_200,
    limits: { webhookPerMinute: options.webhookPerMinute ?? 20, apiPerSecond: options.apiPerSecond ?? 20 },
    ledger,
    now,
    accounts: new Map(),
    groups: new Map(),
    messages: [],
    media: new Map(),
    downloads: new Map(),
    sessions: new Map(),
    tokens: new Map(),
    tickets: new Set(),
    faults: [],
    down: false,
    gateway: 'open',
    handshakes: 'open',
    flowControlled: new Set(),
    filtered: new Set(),
    addressBook: true,
    permitted: true,
    quota: 'left',
    url: '',
    next: () => ++counter,
  };
  const server = openHttp(cloud);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cloud.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stream = openStream(cloud, server, { ackTimeoutMs, pingMs });

  function sessionFor(place: string): object {
    const session = `s${cloud.next()}`;
    const until = now() + SESSION_MS;
    cloud.sessions.set(session, { place, until });
    // The real host: whoever is configured for another one must go there.
    return {
      sessionWebhook: `https://oapi.dingtalk.com/robot/sendBySession?session=${session}`,
      sessionWebhookExpiredTime: until,
    };
  }

  function frameOf(userId: string, msgId: string, group: string | undefined): Record<string, unknown> {
    const account = cloud.accounts.get(userId);
    if (!account) throw new Error(`${userId} has no account`);
    if (group !== undefined && !cloud.groups.has(group)) throw new Error(`${group} isn't a group`);
    const internal = (account.kind ?? 'member') === 'member';
    const senderId = account.kind === 'bot' ? '$:LWCP_v1:$bot' : `$:LWCP_v1:$${userId}`;
    return {
      conversationId: group ?? `cidDirect${userId}==`,
      conversationType: group === undefined ? '1' : '2',
      ...(group === undefined ? {} : { conversationTitle: cloud.groups.get(group), isInAtList: true }),
      chatbotCorpId: CORP,
      chatbotUserId: '$:LWCP_v1:$bot',
      robotCode: CLIENT_ID,
      msgId,
      senderNick: account.name,
      senderStaffId: internal ? userId : '',
      senderId,
      senderCorpId: internal ? CORP : 'dingelse',
      isAdmin: false,
      createAt: now(),
      ...sessionFor(group ?? (internal ? userId : senderId)),
    };
  }

  function bodiesOf(text: string, { group, quote, files = [] }: Written): Record<string, unknown>[] {
    const parts = files.map((file) => {
      const downloadCode = `code${cloud.next()}`;
      cloud.downloads.set(downloadCode, file);
      return { downloadCode, name: file.name, image: /\.(?:png|jpe?g|gif)$/i.test(file.name) };
    });
    if (group !== undefined && parts.some(({ image }) => !image)) {
      throw new Error('In groups DingTalk gives robots texts and pictures only');
    }
    const pictures = parts.filter(({ image }) => image);
    const others = parts
      .filter(({ image }) => !image)
      .map(({ downloadCode, name }) => ({
        msgtype: 'file',
        content: { downloadCode, fileName: name, fileId: '1', spaceId: '2' },
      }));
    // A mention leaves a space before the words.
    const content = group === undefined ? text : ` ${text}`;
    if (pictures.length > 0 && text !== '') {
      const richText = [
        { text: content },
        ...pictures.map(({ downloadCode }) => ({ type: 'picture', downloadCode, pictureDownloadCode: 'p' })),
      ];
      return [{ msgtype: 'richText', content: { richText } }, ...others];
    }
    const shown = pictures.map(({ downloadCode }) => ({
      msgtype: 'picture',
      content: { downloadCode, pictureDownloadCode: 'p' },
    }));
    if (text === '') return [...shown, ...others];
    const replied = quote && {
      isReplyMsg: true,
      repliedMsg: {
        msgType: 'interactiveCard',
        msgId: quote.id,
        senderId: 'b',
        content: { text: quote.text },
      },
    };
    return [{ msgtype: 'text', text: { content, ...replied } }, ...others];
  }

  function pushes(userId: string, text: string, where: Written): { id: string; done: Promise<unknown> } {
    const frames = bodiesOf(text, where).map((body) => {
      const msgId = `msg${cloud.next()}==`;
      const done = stream.push({
        topic: 'robot',
        msgId,
        data: { ...frameOf(userId, msgId, where.group), ...body },
      });
      return { msgId, done };
    });
    return { id: frames[0]?.msgId ?? '', done: Promise.all(frames.map(({ done }) => done)) };
  }

  async function pressCard(userId: string, kept: Kept, params: Record<string, string>): Promise<void> {
    const content = JSON.stringify({ cardPrivateData: { actionIds: [params['action']], params } });
    const data = { type: 'actionCallback', outTrackId: kept.id, corpId: CORP, userId, content };
    const begun = Date.now();
    const response = (await stream.push({ topic: 'card', msgId: `press${cloud.next()}`, data })) as {
      userPrivateData?: { cardParamMap: Record<string, string> };
    };
    if (Date.now() - begun > CARD_ANSWER_MS) throw new Error('The answer to the press came too late');
    if (response.userPrivateData) kept.card?.own.set(userId, response.userPrivateData.cardParamMap);
    showCard(kept);
  }

  const twin: DingtalkTwin = {
    name: 'dingtalk',
    env: {
      DINGTALK_CLIENT_ID: CLIENT_ID,
      DINGTALK_CLIENT_SECRET: cloud.secret,
      DINGTALK_ROBOT_CODE: CLIENT_ID,
      DINGTALK_API_URL: cloud.url,
      DINGTALK_OAPI_URL: cloud.url,
      ...(cardTemplateId ? { DINGTALK_CARD_TEMPLATE_ID: cardTemplateId } : {}),
    },
    ledger,
    cloud,
    stream,
    account: (account) => void cloud.accounts.set(account.id, account),
    group(id, name) {
      if (!id.startsWith('cid')) throw new Error('Ids of DingTalk\u2019s groups begin with cid');
      cloud.groups.set(id, name);
    },
    posts: (userId, text, where = {}) => pushes(userId, text, where).id,
    async writes(userId, text, where = {}) {
      const { id, done } = pushes(userId, text, where);
      await done;
      return id;
    },
    async presses(userId, message, label) {
      const kept = cloud.messages.find(({ id }) => id === message.id);
      const action = kept?.actions.get(label);
      if (!kept || !action) throw new Error(`There is no button ${label}`);
      if (action.params) await pressCard(userId, kept, action.params);
      else await twin.writes(userId, action.content ?? '');
    },
    sent: (place) => cloud.messages.filter((kept) => kept.place === place).map(snapshot),
    all: () => cloud.messages.map(snapshot),
    fails(ending, fault, times = 1) {
      for (let index = 0; index < times; index++) cloud.faults.push({ ending, fault });
    },
    quotaFrame() {
      const msgId = `msg${cloud.next()}==`;
      const data = {
        msgId,
        conversationType: '1',
        code: '20001',
        errorMessage: '\u53d7\u8c03\u7528\u91cf\u8d85\u91cf\u5f71\u54cd',
      };
      return stream.push({ topic: 'robot', msgId, data });
    },
    goesDown() {
      cloud.down = true;
      stream.cut();
    },
    comesBack: () => void (cloud.down = false),
    async close() {
      stream.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return twin;
}

function snapshot({ id, place, text, buttons, files, edited, deleted, reactions, body }: Kept): SeenMessage {
  return { id, place, text, buttons: [...buttons], files, edited, deleted, reactions, body };
}
