import type { Health, InboundEvent, Place, Platform, Surroundings } from '../platform.ts';
import { createAdmission } from './admission.ts';
import { createApi } from './api.ts';
import { createCards } from './cards.ts';
import { createChanges } from './changes.ts';
import { PART_BYTES } from './encode.ts';
import type { DingtalkError } from './errors.ts';
import { downloadFile } from './files.ts';
import { GatewayRefusedError } from './gateway.ts';
import { createGroups } from './groups.ts';
import { createProfiles } from './profiles.ts';
import { createProgressBook } from './progress.ts';
import { createRates, type Calls } from './rates.ts';
import { createReceiving, type Receiving } from './receiving.ts';
import { createSending } from './sending.ts';
import { settingsOf, type DingtalkOptions } from './settings.ts';
import { StreamClient } from './stream-client.ts';
import { createTokens } from './tokens.ts';
import { createWay } from './way.ts';
import { createWebhooks } from './webhooks.ts';

/**
 * DingTalk, by an app's robot in Stream mode. A direct chat's channel is the person's staff id, a group's its
 * conversation id. Messages with buttons or a card become interactive cards where there is a template for them.
 */
export function createDingtalkPlatform(options: DingtalkOptions, surroundings: Surroundings): Platform {
  const settings = settingsOf(options);
  const { clientId, cardTemplateId } = settings;
  const { now, log } = surroundings;

  let link: 'connecting' | 'connected' | 'stopped' = 'stopped';
  let trouble: string | undefined;
  let gatewayRefused: string | undefined;
  let running: { client: StreamClient; receiving: Receiving } | undefined;

  const rates = createRates(settings.limits, now);
  const webhooks = createWebhooks(settings, now);
  const groups = createGroups(settings.groups);
  const tokens = createTokens({ settings, now, onRefused: alertRefused });
  const api = createApi({ settings, tokens, rates, onFailure: heed });
  const cards = createCards(settings, api);
  const book = createProgressBook();
  const way = createWay({ settings, api, rates, webhooks, alert: (alert) => surroundings.alert(alert) });
  const send = createSending({ settings, api, cards, way, book, surroundings });
  const changes = createChanges({ settings, api, cards, way, book, log });
  const profile = createProfiles({ api, rates, surroundings, timings: settings.timings });
  const admit = createAdmission({ cardTemplateId, rates, webhooks });

  function alertRefused(reason: string): void {
    surroundings.alert({ platform: 'dingtalk', code: 'credentials-refused', text: reason });
  }

  function heed({ obstacle, scope, retryAfterMs, message }: DingtalkError, calls: Calls): void {
    if (obstacle === 'quota') {
      surroundings.alert({ platform: 'dingtalk', code: 'quota-used-up', text: message });
    }
    // Look-ups don't count for the quota (facts 2.4), and nothing else waits for them.
    if (obstacle === 'quota' && (calls === 'messages' || calls === 'files')) rates.holdForQuota();
    else if (scope === 'app' && retryAfterMs !== undefined) rates.hold(calls, retryAfterMs);
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
    const receiving = createReceiving({ settings, surroundings, webhooks, groups, cards, receive });
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

    admit: ({ channel }, op, message) => admit(groups.targetOf(channel), op, message),
    send: ({ channel }, message, attempt) => send(groups.targetOf(channel), message, attempt),
    sendPrivately: (_to, userId, message, attempt) =>
      send({ channel: userId, direct: true }, message, attempt),
    edit: ({ channel }, messageId, message) => changes.edit(groups.targetOf(channel), messageId, message),
    recall: ({ channel }, messageId) => changes.recall(groups.targetOf(channel), messageId),
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
