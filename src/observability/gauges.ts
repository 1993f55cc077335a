import { Counter, Gauge, type Registry } from 'prom-client';
import { outboxStates, type QueueReadings } from './queue-readings.ts';
import type { Sources } from './sources.ts';

const SHARED = 'Of the database: the same on every replica, so take the maximum, not the sum.';

/** What is read at the time of asking. */
export function createGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `deskline_${name}`, help, labelNames, registers: [registry] });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `deskline_${name}`, help, labelNames, registers: [registry] });

  const build = gauge('build_info', 'Always 1; the label says which version runs.', ['version']);
  const connected = gauge('platform_connected', '1 where this process is connected to the platform.', [
    'platform',
  ]);
  const up = gauge('database_up', '1 where the database answered this question of this process.');
  const of = {
    inboxPending: gauge('inbox_pending', `Events that are not finished. ${SHARED}`),
    inboxOldest: gauge('inbox_oldest_seconds', `Age of the oldest due, unfinished event. ${SHARED}`),
    outboxPending: gauge(
      'outbox_pending',
      `Messages to be sent by state (due, waiting, leased); dead: given up, of the last day. ${SHARED}`,
      ['platform', 'state'],
    ),
    outboxOldest: gauge('outbox_oldest_seconds', `Age of the oldest message to be sent. ${SHARED}`, [
      'platform',
    ]),
    deadLetters: gauge('dead_letters', `Events and messages that were given up. ${SHARED}`, ['kind']),
    timersDue: gauge('timers_due', `Timers that have come due and did not fire yet. ${SHARED}`),
    timersOverdue: gauge('timers_overdue_seconds', `How late the most overdue timer is. ${SHARED}`),
    modelCalls: counter('model_calls_total', `Calls of the model since midnight UTC. ${SHARED}`, ['purpose']),
    modelTokens: counter('model_tokens_total', `Tokens of the model since midnight UTC. ${SHARED}`, [
      'purpose',
      'direction',
    ]),
  };

  return {
    showProcess(version: string, platforms: ReturnType<Sources['platforms']>): void {
      build.set({ version }, 1);
      for (const { name, state } of platforms)
        connected.set({ platform: name }, state === 'connected' ? 1 : 0);
    },

    /** Where nothing is known nothing is said: an old number would look like a new one. */
    showQueues(readings: QueueReadings | undefined): void {
      up.set(readings ? 1 : 0);
      for (const one of Object.values(of)) one.reset();
      if (!readings) {
        for (const one of [of.inboxPending, of.inboxOldest, of.timersDue, of.timersOverdue]) one.remove();
        return;
      }
      const { inbox, outbox, dead, deadLetters, timers, model } = readings;
      of.inboxPending.set(inbox.pending);
      of.inboxOldest.set(inbox.oldestMs / 1_000);
      showOutbox(outbox, dead);
      of.deadLetters.set({ kind: 'message' }, deadLetters.message);
      of.deadLetters.set({ kind: 'event' }, deadLetters.event);
      of.timersDue.set(timers.due);
      of.timersOverdue.set(timers.overdueMs / 1_000);
      for (const { purpose, calls, inputTokens, outputTokens } of model) {
        of.modelCalls.inc({ purpose }, calls);
        of.modelTokens.inc({ purpose, direction: 'input' }, inputTokens);
        of.modelTokens.inc({ purpose, direction: 'output' }, outputTokens);
      }
    },
  };

  function showOutbox(outbox: QueueReadings['outbox'], dead: QueueReadings['dead']): void {
    for (const platform of new Set([...outbox, ...dead].map((row) => row.platform))) {
      const rows = outbox.filter((row) => row.platform === platform);
      for (const state of outboxStates) {
        of.outboxPending.set({ platform, state }, rows.find((row) => row.state === state)?.rows ?? 0);
      }
      const given = dead.find((row) => row.platform === platform)?.rows ?? 0;
      of.outboxPending.set({ platform, state: 'dead' }, given);
      of.outboxOldest.set({ platform }, Math.max(0, ...rows.map(({ oldestMs }) => oldestMs)) / 1_000);
    }
  }
}
