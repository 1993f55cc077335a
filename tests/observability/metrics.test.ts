import { expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.ts';
import { readQueues } from '../../src/observability/queue-readings.ts';
import { setTimer } from '../../src/runtime/timers.ts';
import { postAll, posting, receive } from '../runtime/setting.ts';
import { onEachDatabase } from '../support/databases.ts';

const SECOND = 1_000;
const NOON = Date.UTC(2026, 2, 2, 12);

onEachDatabase('the numbers of the queues', (create) => {
  it('say how much waits and for how long', async () => {
    const { db, drop } = await create();
    onTestFinished(drop);
    await receive(db, { lane: 'ann', text: 'secret words', now: NOON - 40 * SECOND });
    await receive(db, { lane: 'bob', text: 'other words', now: NOON - 10 * SECOND });
    await postAll(db, [posting('first')], NOON - 30 * SECOND);
    await postAll(db, [posting('later', { lane: 'bob' })], NOON + 60 * SECOND);
    await db.transaction({}, (tx) =>
      setTimer(tx, db.tables, {
        key: 'k',
        name: 'n',
        subject: 's',
        lane: 'l',
        dueAt: NOON - 5 * SECOND,
      }),
    );
    await db.transaction({}, async (tx) => {
      const call = { purpose: 'answer', model: 'm', promptVersion: '1', passages: [], redactions: 0, ms: 5 };
      await tx.insert(db.tables.modelCalls).values([
        { ...call, id: 'a', inputTokens: 70, outputTokens: 30, verdict: 'passed', at: NOON },
        { ...call, id: 'b', inputTokens: 900, outputTokens: 900, verdict: 'running', at: NOON },
      ]);
    });

    const metrics = createMetrics();
    metrics.observer.sent?.({ platform: 'web', outcome: 'sent', ms: 20 });
    metrics.observer.leaseLost?.('worker');
    const sources = {
      version: '1.2.3',
      platforms: () => [{ name: 'web', state: 'connected' as const }],
      queues: () => readQueues(db, NOON),
    };
    const { text } = await metrics.render(sources);
    const lines = text.split('\n');
    for (const line of [
      'deskline_build_info{version="1.2.3"} 1',
      'deskline_database_up 1',
      'deskline_inbox_pending 2',
      'deskline_inbox_oldest_seconds 40',
      'deskline_outbox_pending{platform="web",state="due"} 1',
      'deskline_outbox_pending{platform="web",state="waiting"} 1',
      'deskline_outbox_pending{platform="web",state="leased"} 0',
      'deskline_outbox_oldest_seconds{platform="web"} 30',
      'deskline_timers_due 1',
      'deskline_timers_overdue_seconds 5',
      'deskline_dead_letters{kind="event"} 0',
      'deskline_model_calls_total{purpose="answer"} 1',
      'deskline_model_tokens_total{purpose="answer",direction="input"} 70',
      'deskline_platform_connected{platform="web"} 1',
      'deskline_send_seconds_count{platform="web",outcome="sent"} 1',
      'deskline_leases_lost_total{loop="worker"} 1',
    ]) {
      expect(lines).toContain(line);
    }
    expect(text).not.toContain('words');

    // A second look shows what is then, not what was added up.
    const again = await metrics.render(sources);
    expect(again.text).toContain('deskline_model_calls_total{purpose="answer"} 1\n');
  });
});

it('without the database the rest is still told, and nothing old', async () => {
  const metrics = createMetrics({ ofProcess: true });
  const { text } = await metrics.render({ version: '1', platforms: () => [], queues: async () => undefined });
  expect(text).toContain('deskline_database_up 0\n');
  expect(text).toContain('deskline_nodejs_eventloop_lag_seconds');
  expect(text).not.toMatch(/^deskline_(inbox|outbox|timers)\w+(\{.*\})? \d/m);
});
