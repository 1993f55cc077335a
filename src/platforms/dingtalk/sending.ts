import {
  DeliveryError,
  type Attempt,
  type FileRef,
  type OutboundMessage,
  type Receipt,
  type Surroundings,
} from '../platform.ts';
import type { Api } from './api.ts';
import { isForCard, type Cards } from './cards.ts';
import {
  encodeCard,
  encodeText,
  filesLine,
  keyHash,
  type EncodingContext,
  type TextPiece,
} from './encode.ts';
import { fileBody } from './files.ts';
import { pressCode, pressId } from './press.ts';
import type { Progress, ProgressBook } from './progress.ts';
import type { Settings } from './settings.ts';
import { placeText, type Target } from './target.ts';
import type { Way } from './way.ts';

export interface SendingOptions {
  settings: Settings;
  api: Api;
  cards: Cards;
  way: Way;
  book: ProgressBook;
  surroundings: Pick<Surroundings, 'readFile' | 'alert' | 'log'>;
}

interface Order {
  to: Target;
  message: OutboundMessage;
  key: string;
  progress: Progress;
}

/** Sends messages part by part; what was accepted isn't sent again in this process. Throws a DeliveryError. */
export function createSending({ settings, api, cards, way, book, surroundings }: SendingOptions) {
  const { say, cardTemplateId } = settings;

  async function sendText(order: Order, pieces: TextPiece[]): Promise<void> {
    for (const piece of pieces) await book.once(order.progress, () => way.text(order.to, piece));
  }

  function encoded({ to, message, key }: Order): TextPiece[] {
    const context: EncodingContext = { key, direct: to.direct, say };
    return encodeText(message, context);
  }

  async function sendCard(order: Order): Promise<void> {
    const { to, message, key, progress } = order;
    const { before, card, after } = encodeCard(message, placeText(to));
    await sendText(order, before);
    try {
      await book.once(progress, () =>
        way.onlyByApi(to, async () => {
          way.useApi(to);
          progress.card = await cards.create(to, card, key);
          return 'card';
        }),
      );
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.fate !== 'permanent') throw error;
      // The words matter more than their dress; what really stands in the way shows there.
      progress.plain = error;
      return sendText(order, encoded(order).slice(before.length));
    }
    await sendText(order, after);
  }

  /** Once the words are there, it is known that nothing but the card was refused. */
  function alertRefused({ obstacle, message }: DeliveryError): void {
    if (obstacle === 'quota') return;
    surroundings.alert({
      platform: 'dingtalk',
      code: 'card-refused',
      text: `DingTalk refused the interactive card (${message}): check DINGTALK_CARD_TEMPLATE_ID, that the template is published, and the permission Card.Instance.Write`,
    });
  }

  async function sendFile({ to, progress }: Order, file: FileRef): Promise<void> {
    await book.once(progress, async () => {
      try {
        const bytes = await surroundings.readFile(file);
        return await way.onlyByApi(to, async () => way.push(to, await fileBody(api, bytes)));
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.fate !== 'permanent') throw error;
        surroundings.log.warn(
          { reason: error.obstacle, size: file.size },
          'DingTalk: a file was not handed over',
        );
        progress.lostFiles.push({ name: file.name, error });
        return '';
      }
    });
  }

  return async function send(to: Target, message: OutboundMessage, { key }: Attempt): Promise<Receipt> {
    const progress = book.of(key);
    const order = { to, message, key, progress };
    book.begin(progress);
    if (cardTemplateId && !progress.plain && isForCard(to, message)) await sendCard(order);
    else await sendText(order, encoded(order));
    if (progress.plain) alertRefused(progress.plain);
    for (const file of message.files ?? []) await sendFile(order, file);
    const [lost] = progress.lostFiles;
    const lostFiles = progress.lostFiles.map(({ name }) => name);
    if (lost) {
      if (!book.hasSent(progress)) throw lost.error;
      await sendText(order, [filesLine(lostFiles, say)]);
    }
    return { messageId: messageIdOf(order), lostFiles };
  };

  function messageIdOf({ to, message, key, progress }: Order): string {
    if (progress.card) return progress.card;
    const keys = progress.steps.filter((step) => step.startsWith('key:')).map((step) => step.slice(4));
    if (!message.buttons?.length || !to.direct) return keys.join(',') || `webhook:${keyHash(key)}`;
    const messageId = pressId(pressCode(key));
    book.keepForRecall(messageId, keys);
    return messageId;
  }
}
