import type { DingtalkLedger } from './dingtalk-ledger.ts';
import type { Account, SeenMessage } from './twin.ts';

export interface DingtalkTwinOptions {
  now?: (() => number) | undefined;
  /** With it the twin knows this interactive card, and `env` names it. */
  cardTemplateId?: string | undefined;
  /** A frame that isn't acknowledged comes again after so long (facts: 60 s). */
  ackTimeoutMs?: number | undefined;
  /** Between the server's pings; 0: it sends none. */
  pingMs?: number | undefined;
  /** What it says of a token's life, in seconds: 7200 where it isn't said. */
  expireIn?: unknown;
  webhookPerMinute?: number | undefined;
  apiPerSecond?: number | undefined;
}

/** What goes wrong with one call. */
export interface Fault {
  status?: number;
  body?: unknown;
  /** Instead of JSON. */
  raw?: string;
  headers?: Record<string, string>;
  /** The call takes effect all the same. */
  accepts?: boolean;
  /** No answer comes. */
  hangs?: boolean;
  /** The connection is cut instead of an answer. */
  cuts?: boolean;
}

/** A message with what only the vendor knows of it. */
export interface Kept extends SeenMessage {
  /** What a press of a button does, by label. */
  actions: Map<string, { content?: string; params?: Record<string, string> }>;
  processQueryKey?: string;
  /** An interactive card's parameters and what single people see instead. */
  card?: { params: Record<string, string>; own: Map<string, Record<string, string>> };
}

/** The state of the twin, shared by its HTTP side, its sockets and its people. */
export interface Cloud {
  readonly clientId: string;
  secret: string;
  readonly corpId: string;
  readonly cardTemplateId: string | undefined;
  readonly expireIn: unknown;
  readonly limits: { webhookPerMinute: number; apiPerSecond: number };
  readonly ledger: DingtalkLedger;
  readonly now: () => number;
  readonly accounts: Map<string, Account>;
  readonly groups: Map<string, string>;
  readonly messages: Kept[];
  readonly media: Map<string, { name: string; bytes: Buffer }>;
  readonly downloads: Map<string, { name: string; bytes: Buffer }>;
  readonly sessions: Map<string, { place: string; until: number }>;
  readonly tokens: Map<string, number>;
  readonly tickets: Set<string>;
  readonly faults: { ending: string; fault: Fault }[];
  /** Nothing answers. */
  down: boolean;
  gateway: 'open' | 'refuses' | 'fails';
  handshakes: 'open' | 'refused';
  readonly flowControlled: Set<string>;
  readonly filtered: Set<string>;
  /** The app may read the address book. */
  addressBook: boolean;
  /** The app has the robot's permission. */
  permitted: boolean;
  quota: 'left' | 'used up';
  url: string;
  next(): number;
}

const LINK = /\[([^\]]*)\]\((dtmd:[^)\s]*)\)/g;

/** The text that a `dtmd` address makes its reader write. */
export function contentOf(url: string): string {
  return new URL(url).searchParams.get('content') ?? '';
}

/** A message as its reader sees it. Throws where the vendor refuses the body. */
export function seen(
  cloud: Cloud,
  { place, body, words }: { place: string; body: unknown; words: Words },
): Kept {
  const linked = [...words.text.matchAll(LINK)].map(([, title, url]) => ({
    title: title ?? '',
    url: url ?? '',
  }));
  const buttons = [...words.buttons, ...linked];
  for (const { title, url } of buttons) {
    if (Array.from(title).length > 20 || url.length > 500) throw new RangeError('a button is too long');
  }
  return {
    id: `m${cloud.next()}`,
    place,
    text: words.text,
    buttons: buttons.map(({ title }) => title),
    files: words.files,
    edited: false,
    deleted: false,
    reactions: [],
    body,
    actions: new Map(buttons.map(({ title, url }) => [title, { content: contentOf(url) }])),
  };
}

export interface Words {
  text: string;
  buttons: { title: string; url: string }[];
  files: { name: string; bytes: Buffer }[];
}

/** The words of a `msgKey` with its parameters. Throws where the vendor knows no such message. */
export function pushedWords(cloud: Cloud, msgKey: string, param: Record<string, string>): Words {
  const words = { text: param['text'] ?? param['content'] ?? '', buttons: [], files: [] };
  const [, count] = /^sampleActionCard([2-5])?$/.exec(msgKey) ?? [undefined, undefined];
  if (msgKey.startsWith('sampleActionCard')) {
    const single = { title: param['singleTitle'] ?? '', url: param['singleURL'] ?? '' };
    const several = Array.from({ length: Number(count ?? 0) }, (_, index) => ({
      title: param[`actionTitle${index + 1}`] ?? '',
      url: param[`actionURL${index + 1}`] ?? '',
    }));
    return { ...words, buttons: count === undefined ? [single] : several };
  }
  if (msgKey === 'sampleMarkdown' || msgKey === 'sampleText') return words;
  const media = cloud.media.get(param['mediaId'] ?? param['photoURL'] ?? '');
  const isFile = msgKey === 'sampleFile' && /^(?:xlsx|pdf|zip|rar|docx?)$/.test(param['fileType'] ?? '');
  if (!media || !(isFile || msgKey === 'sampleImageMsg')) throw new RangeError('no such message');
  return { text: '', buttons: [], files: [{ ...media, name: param['fileName'] ?? media.name }] };
}

export interface WebhookBody {
  text?: { content: string };
  markdown?: { title: string; text: string };
  actionCard?: { title: string; text: string; btns: { title: string; actionURL: string }[] };
}

/** The words of a webhook's body. */
export function webhookWords(body: WebhookBody): Words {
  const card = body.actionCard;
  if (!card) {
    return { text: body.markdown?.text ?? body.text?.content ?? '', buttons: [], files: [] };
  }
  return {
    text: card.text,
    buttons: card.btns.map(({ title, actionURL }) => ({ title, url: actionURL })),
    files: [],
  };
}

/** Shows an interactive card's parameters, as the template of docs/dingtalk-card.md does. */
export function showCard(kept: Kept): void {
  const params = kept.card?.params ?? {};
  const buttons = JSON.parse(params['buttons'] || '[]') as Record<string, string>[];
  const own = [...(kept.card?.own.values() ?? [])].map((values) => values['received'] ?? '');
  kept.text = [params['title'], params['content'], ...own].filter(Boolean).join('\n');
  kept.buttons = buttons.map(({ text }) => text ?? '');
  kept.actions = new Map(
    buttons.map(({ text, action, value, place }) => [
      text ?? '',
      { params: { action: action ?? '', value: value ?? '', place: place ?? '' } },
    ]),
  );
}
