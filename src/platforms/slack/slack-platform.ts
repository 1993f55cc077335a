import { setMaxListeners } from 'node:events';
import {
  DeliveryError,
  type InboundEvent,
  type Platform,
  type PlatformAlert,
  type Surroundings,
} from '../platform.ts';
import { createApi } from './api.ts';
import { createAuthors } from './authors.ts';
import { createCatchUp } from './catch-up.ts';
import { createChanging } from './changing.ts';
import { createConnection } from './connection.ts';
import { emojiNameOf } from './emoji.ts';
import { MOST_BYTES } from './encode.ts';
import { unlessItStays } from './errors.ts';
import { createFileNotes } from './file-notes.ts';
import { download } from './files-in.ts';
import { createFilesOut } from './files-out.ts';
import { createHistory } from './history.ts';
import { createIntake } from './intake.ts';
import { signIn } from './sign-in.ts';
import type { Identity } from './origin.ts';
import { createPeople } from './people.ts';
import { createPosting } from './posting.ts';
import { createRates } from './rates.ts';
import { createSaying } from './saying.ts';
import { createSentMessages } from './sent-messages.ts';
import { LIMITS, TIMINGS, type SlackOptions } from './settings.ts';
import type { Envelope } from './socket.ts';

const METHODS = {
  send: 'chat.postMessage',
  private: 'chat.postEphemeral',
  edit: 'chat.update',
  recall: 'chat.delete',
  react: 'reactions.add',
} as const;

/** Slack by Bolt and Socket Mode. Nothing is reached before `start`. */
export function createSlackPlatform(options: SlackOptions, surroundings: Surroundings): Platform {
  const { botToken, appToken, apiUrl, say, forms = {} } = options;
  const limits = { ...LIMITS, ...options.limits };
  const timings = { ...TIMINGS, ...options.timings };
  const { now, log } = surroundings;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every call that is under way listens to it.
  setMaxListeners(0, signal);
  const rates = createRates(limits, now);
  let identity: Identity | undefined;
  let refusal: string | undefined;
  let working = Promise.resolve();
  let reading = Promise.resolve();
  let take: ((envelope: Envelope) => Promise<void>) | undefined;

  const alert = (what: Pick<PlatformAlert, 'code' | 'text'>) =>
    surroundings.alert({ platform: 'slack', ...what });
  const refuse = (word: string | undefined) => {
    if (word === undefined) {
      refusal = undefined;
      return;
    }
    refusal = `SLACK_BOT_TOKEN is refused by Slack (${word}): copy the Bot User OAuth Token (xoxb-…) of the installed app anew.`;
    alert({ code: 'bot-token-refused', text: refusal });
  };

  const connection = createConnection({
    appToken,
    apiUrl,
    timings,
    limits,
    log,
    signal,
    alert,
    onEnvelope: async (envelope) => take?.(envelope),
    onGap: () => {
      reading = catchUp?.run() ?? reading;
    },
  });
  const api = createApi({
    botToken,
    apiUrl,
    timings,
    rates,
    receiver: connection,
    signal,
    log,
    onRefused: () => account.check(),
    onMissingScope: (scope) =>
      alert({
        code: `missing-scope ${scope}`,
        text: `The Slack app lacks the scope ${scope}: add it under OAuth & Permissions and install the app again.`,
      }),
  });
  const account = signIn({ api, timings, log, signal, refuse });
  const self = () => identity;
  const files = createFilesOut({ api, apiUrl, fileMs: timings.fileMs, signal, surroundings });
  const saying = createSaying({ api, rates, signal });
  const sentMessages = createSentMessages();
  const notes = createFileNotes(say);
  const posting = createPosting({ api, saying, files, notes, sentMessages, self, surroundings });
  const changing = createChanging({ api, saying, sentMessages, self, surroundings });
  const people = createPeople({ api, self, surroundings, timings, signal });
  const history = createHistory({ api, rates, timings, signal });
  let catchUp: ReturnType<typeof createCatchUp> | undefined;

  /** The sockets open once we know who we are: without that no event can be told from our own. */
  async function work(store: (event: InboundEvent) => Promise<void>): Promise<void> {
    const authors = createAuthors();
    const receive = (event: InboundEvent) => store(authors.completed(event));
    await api.init();
    const known = await account.identity();
    if (!known) return;
    identity = known;
    const us = () => known;
    const missed = createCatchUp({ history, timings, surroundings, self: us, receive, signal });
    catchUp = missed;
    take = createIntake({
      receive,
      self: us,
      api,
      forms,
      say,
      surroundings,
      alert,
      caughtUp: (place) => missed.of(place),
      behindMs: timings.behindMs,
      settleMs: timings.settleMs,
      formMs: timings.formMs,
    });
    await api.start();
    await account.watch();
  }

  return {
    name: 'slack',
    looksUp: true,
    capabilities: {
      threads: true,
      buttons: true,
      edit: true,
      recall: true,
      reactions: true,
      files: true,
      maxTextBytes: MOST_BYTES,
      push: true,
    },
    tenant: () => identity?.teamId,

    async start(receive) {
      working = work(receive).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : 'unknown';
        log.error({ platform: 'slack', reason }, 'Slack could not be started');
      });
    },

    health() {
      if (signal.aborted) return { state: 'stopped' };
      if (refusal !== undefined) return { state: 'refused', reason: refusal };
      return connection.health();
    },

    admit: (to, op) => rates.admit(METHODS[op], to.channel),
    send: (to, message, attempt) => posting.send(to, message, attempt),
    edit: (to, messageId, message) => changing.edit(to, messageId, message),
    recall: (to, messageId) => changing.recall(to, messageId),
    sendPrivately: (to, userId, message) => posting.sendPrivately(to, userId, message),

    async react(to, messageId, reaction) {
      const name = emojiNameOf(reaction);
      if (name === undefined) return;
      await unlessItStays(api.call('reactions.add', { channel: to.channel, timestamp: messageId, name }));
    },

    download: (file) => download(file, { api, botToken, apiUrl, fileMs: timings.fileMs, signal }),
    profile: (userId) => people.profile(userId),
    direct: (userId) => people.direct(userId),

    async stop() {
      stopping.abort(new DeliveryError('transient', 'Slack is being stopped'));
      await working;
      await reading;
      await connection.stop();
    },
  };
}
