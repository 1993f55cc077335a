import type { Health, InboundEvent, Place, Platform, Surroundings } from '../platform.ts';
import { createApi } from './api.ts';
import { createCards } from './cards.ts';
import { encodeCard, PART_BYTES } from './encode.ts';
import { ifStill, type DingtalkError } from './errors.ts';
import { downloadFile } from './files.ts';
import { createProfiles } from './profiles.ts';
import { createProgressBook } from './progress.ts';
import { createRates } from './rates.ts';
import { createReceiving, type Receiving } from './receiving.ts';
import { createSending } from './sending.ts';
import { settingsOf, type DingtalkOptions } from './settings.ts';
import { GatewayRefusedError, StreamClient } from './stream-client.ts';
import { isCardId, placeText, targetOf } from './target.ts';
import { createTokens } from './tokens.ts';
import { createWay } from './way.ts';
import { createWebhooks } from './webhooks.ts';

/**
 * DingTalk, by an app's robot in Stream mode. A direct chat's channel is the person's staff id, a group's its
 * conversation id. Messages with buttons or a card become interactive cards where there is a template for them.
 */
export function createDingtalkPlatform(options: DingtalkOptions, surroundings: Surroundings): Platform {
  const settings = settingsOf(options);
  const { clientId, robotCode } = settings;
  const { now, log } = surroundings;

  let link: 'connecting' | 'connected' | 'stopped' = 'stopped';
  let trouble: string | undefined;
  let gatewayRefused: string | undefined;
  let running: { client: StreamClient; receiving: Receiving } | undefined;

  const rates = createRates(settings.limits, now);
  const webhooks = createWebhooks(settings, now);
  const tokens = createTokens({ settings, now, onRefused: alertRefused });
  const api = createApi({ settings, tokens, onFailure: heed });
  const cards = createCards(settings, api);
  const book = createProgressBook();
  const way = createWay({ settings, api, rates, webhooks, alert: (alert) => surroundings.alert(alert) });
  const send = createSending({ settings, api, cards, way, book, surroundings });
  const profile = createProfiles({ api, surroundings, keepMs: settings.timings.profile });

  function alertRefused(reason: string): void {
    surroundings.alert({ platform: 'dingtalk', code: 'credentials-refused', text: reason });
  }

  function heed(error: DingtalkError): void {
    if (error.scope === 'app' && error.retryAfterMs !== undefined) rates.holdApi(error.retryAfterMs);
    if (error.obstacle === 'quota') {
      surroundings.alert({ platform: 'dingtalk', code: 'quota-used-up', text: error.message });
    }
  }

  function lost(error: unknown): void {
    link = 'connecting';
    gatewayRefused = error instanceof GatewayRefusedError ? error.message : undefined;
    if (gatewayRefused) alertRefused(gatewayRefused);
    trouble = error instanceof Error ? error.message : undefined;
    log.warn({ reason: trouble }, 'DingTalk: not connected');
  }

  function health(): Health {
    if (link === 'stopped') return { state: 'stopped' };
    const refusal = gatewayRefused ?? tokens.refusal();
    if (refusal) return { state: 'refused', reason: refusal };
    return link === 'connected' ? { state: 'connected' } : { state: 'connecting', reason: trouble };
  }

  async function start(receive: (event: InboundEvent) => Promise<void>): Promise<void> {
    const receiving = createReceiving({ settings, surroundings, webhooks, cards, receive });
    const client = new StreamClient(settings, {
      onCallback: (frame, acknowledge) => receiving.take(frame, acknowledge),
      onOpen() {
        link = 'connected';
        trouble = undefined;
        gatewayRefused = undefined;
        log.info({}, 'DingTalk: connected');
      },
      onLost: lost,
      onNoise: (kind) => log.warn({ kind }, 'DingTalk: ignored'),
    });
    running = { client, receiving };
    link = 'connecting';
    void client.connect();
  }

  return {
    name: 'dingtalk',
    capabilities: {
      threads: false,
      buttons: true,
      edit: false,
      recall: true,
      reactions: false,
      files: true,
      maxTextBytes: PART_BYTES,
      push: true,
    },
    tenant: () => clientId,
    start,
    health,

    admit({ channel }, op) {
      if (op === 'react') return 0;
      return rates.admit(channel, { webhook: op === 'send' && webhooks.of(channel) !== undefined });
    },
    send: (to, message, attempt) => send(targetOf(to), message, attempt),
    sendPrivately: (_to, userId, message, attempt) =>
      send({ channel: userId, direct: true }, message, attempt),

    async edit(to, messageId, message) {
      if (!isCardId(messageId)) return;
      const target = targetOf(to);
      way.useApi(target);
      await ifStill(cards.update(messageId, encodeCard(message, placeText(target)).card));
    },

    async recall(to, messageId) {
      const processQueryKeys = isCardId(messageId) ? [] : book.keysOf(messageId);
      if (processQueryKeys.length === 0) return;
      const { channel, direct } = targetOf(to);
      way.useApi({ channel, direct });
      const [path, body] = direct
        ? ['/v1.0/robot/otoMessages/batchRecall', { robotCode, processQueryKeys }]
        : ['/v1.0/robot/groupMessages/recall', { robotCode, openConversationId: channel, processQueryKeys }];
      await ifStill(api.post(path, body, { posts: false }));
    },

    download: (file) => downloadFile({ api, settings }, file),
    profile,
    direct: async (userId): Promise<Place> => ({ platform: 'dingtalk', tenant: clientId, channel: userId }),

    async stop() {
      link = 'stopped';
      running?.receiving.stop();
      await running?.client.close();
      running = undefined;
    },
  };
}
