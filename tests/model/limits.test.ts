import { afterEach, describe, expect, it } from 'vitest';
import {
  admit,
  BREAKER,
  closedBreaker,
  failed,
  succeeded,
  type BreakerState,
} from '../../src/model/breaker.ts';
import { dayStart, offReason } from '../../src/model/budget.ts';
import { newId } from '../../src/runtime/id.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { sendJson, type Behaviour } from '../twins/model-endpoint.ts';
import { GOOD, says, VPN } from './fixtures/texts.ts';
import { ann, createSetting, type Setting } from './setting.ts';

const QUESTION = { text: 'VPN error 809', passages: [VPN], locale: 'en' as const };
const FAILS: Behaviour = { act: (response) => sendJson(response, {}, 500) };
const HOUR = 3_600_000;

describe('the breaker', () => {
  const afterFailures = (times: readonly number[], state: BreakerState = closedBreaker) =>
    times.reduce((one, at) => failed(one, at), state);
  const verdict = (state: BreakerState, now: number) => admit(state, now).verdict;

  it('opens at the fifth failure within 30 seconds', () => {
    expect(verdict(afterFailures([0, 1, 2, 3]), 4)).toBe('call');
    expect(verdict(afterFailures([0, 1, 2, 3, 4]), 5)).toBe('hold');
    expect(verdict(afterFailures([0, 1, 2, 3, 30_000]), 30_001)).toBe('call');
  });

  it('lets one probe through each 30 seconds', () => {
    const open = afterFailures([0, 1, 2, 3, 4]);
    expect(verdict(open, 4 + BREAKER.probeEveryMs - 1)).toBe('hold');
    const probed = admit(open, 4 + BREAKER.probeEveryMs);
    expect(probed.verdict).toBe('probe');
    expect(verdict(probed.state, 5 + BREAKER.probeEveryMs)).toBe('hold');
    expect(verdict(failed(probed.state, 40_000), 50_000)).toBe('hold');
    expect(verdict(failed(probed.state, 40_000), 4 + 2 * BREAKER.probeEveryMs)).toBe('probe');
  });

  it('closes with the first success', () => {
    expect(verdict(succeeded(), 6)).toBe('call');
  });
});

describe('the budget', () => {
  const limits = { dailyTokens: 1_000, personPerHour: 20, personPerDay: 60, ticketPerHour: 60 };
  const used = { tokensToday: 0, personHour: 0, personDay: 0, ticketHour: 0 };
  const call = { purpose: 'answer' as const, inputTokens: 100, outputTokens: 100 };

  it.each([
    [{ ...used, tokensToday: 800 }, undefined],
    [{ ...used, tokensToday: 801 }, 'daily-budget'],
    [{ ...used, personHour: 20 }, 'person-hour'],
    [{ ...used, personDay: 60 }, 'person-day'],
    [{ ...used, ticketHour: 60 }, 'ticket-hour'],
  ])('%j', (so, off) => {
    expect(offReason(so, call, limits)).toBe(off);
  });

  it('leaves the last fifth of a day to people', () => {
    expect(offReason({ ...used, tokensToday: 700 }, { ...call, purpose: 'embed' }, limits)).toBe(
      'daily-budget',
    );
  });

  it('begins anew at midnight of the desk', () => {
    expect(dayStart(Date.UTC(2026, 10, 25, 16, 0), 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 25, 16));
    expect(dayStart(Date.UTC(2026, 10, 25, 15, 59), 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 24, 16));
  });
});

onEachDatabase('limits', (create) => {
  let setting: Setting | undefined;
  let database: TestDatabase | undefined;
  afterEach(async () => {
    await setting?.end();
    await database?.drop();
  });
  const start = async (given: Parameters<typeof createSetting>[0] = {}) => {
    database = await create();
    setting = await createSetting({ ...given, database });
    setting.endpoint.behave({ say: says(GOOD) });
    return setting;
  };

  /** Calls that were made before. */
  const made = (count: number, at: number) =>
    database!.db.transaction({}, async (tx) => {
      const row = {
        purpose: 'answer',
        personId: 'ann',
        model: 'chat-1',
        promptVersion: 'answer@1',
        passages: [],
        redactions: 0,
        inputTokens: 1,
        outputTokens: 1,
        ms: 1,
        verdict: 'answered',
        at,
      };
      await tx
        .insert(database!.db.tables.modelCalls)
        .values(Array.from({ length: count }, () => ({ ...row, id: newId(at) })));
    });

  it('are 20 calls an hour and 60 a day for each person, over replicas', async () => {
    const { model, another, endpoint, clock } = await start();
    const replica = another();
    const ask = async (one = model, who = ann) => {
      const answer = await one.answer(QUESTION, { who });
      return answer.kind === 'answer' ? 'answer' : answer.reason;
    };
    await made(18, clock.now - HOUR + 1);
    expect([await ask(), await ask(replica), await ask(), await ask(replica)]).toEqual([
      'answer',
      'answer',
      'person-hour',
      'person-hour',
    ]);
    expect(endpoint.requests.length).toBe(2);
    expect(await ask(model, { personId: 'bob' })).toBe('answer');
    clock.now += HOUR;
    expect(await ask()).toBe('answer');
    await made(38, clock.now - 2 * HOUR);
    expect(await ask()).toBe('answer');
    expect(await ask(replica)).toBe('person-day');
    clock.now += 24 * HOUR;
    expect(await ask(replica)).toBe('answer');
  });

  it('hold when two replicas ask at once', async () => {
    const { model, another, endpoint } = await start();
    const replica = another();
    await made(15, setting!.clock.now);
    await Promise.all(
      Array.from({ length: 5 }, () =>
        [model, replica].map((one) => one.answer(QUESTION, { who: ann })),
      ).flat(),
    );
    expect(endpoint.requests.length).toBe(5);
  });

  it('end the day when its tokens are used up, and are on the board', async () => {
    const { model, clock, endpoint } = await start({
      settings: { dailyTokens: 3_000, prices: { input: 1, output: 10, currency: 'USD' } },
    });
    let answers = 0;
    while ((await model.answer(QUESTION, { who: { personId: `p${answers}` } })).kind === 'answer')
      answers += 1;
    expect(answers).toBeGreaterThan(0);
    expect(await model.answer(QUESTION, { who: ann })).toMatchObject({
      kind: 'abstain',
      reason: 'daily-budget',
    });
    expect(endpoint.requests.length).toBe(answers);
    const use = await model.use();
    expect(use.today).toEqual({
      calls: answers,
      inputTokens: answers * 700,
      outputTokens: answers * 80,
      failed: 0,
      filtered: 0,
      cost: (answers * 1_500) / 1_000_000,
    });
    expect(use).toMatchObject({
      dailyTokens: 3_000,
      currency: 'USD',
      share: (answers * 780) / 3_000,
      byPurpose: [{ purpose: 'answer', calls: answers }],
    });
    clock.now += 24 * HOUR;
    expect(await model.answer(QUESTION, { who: ann })).toMatchObject({ kind: 'answer' });
    expect((await model.use()).last30Days.map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-11-26', answers],
      ['2026-11-27', 1],
    ]);
  });

  it('say when the model is off', async () => {
    const { model } = await start({ settings: { dailyTokens: 0 } });
    expect(await model.use()).toMatchObject({ off: ['daily-budget'], share: 1 });
  });

  it('are a breaker for whoever fails', async () => {
    const { model, endpoint, clock } = await start();
    const ask = async (at: number) => {
      const answer = await model.answer(QUESTION, { who: { personId: `p${at}` } });
      return answer.kind === 'answer' ? 'answer' : answer.reason;
    };
    endpoint.behave(FAILS);
    for (let at = 0; at < 5; at += 1) expect(await ask(at)).toBe('unavailable');
    const before = endpoint.requests.length;
    expect(await ask(6)).toBe('breaker');
    expect(endpoint.requests.length).toBe(before);
    expect(await model.use()).toMatchObject({ off: ['breaker'], today: { failed: 5 } });
    clock.now += 30_000;
    endpoint.behave({ say: says(GOOD) });
    expect(await ask(7)).toBe('answer');
    expect(await ask(8)).toBe('answer');
    expect(await model.use()).toMatchObject({ off: [] });
  });
});

describe('an endpoint that fails', () => {
  it.each<[string, Behaviour, string]>([
    ['with 429', { act: (response) => sendJson(response, {}, 429, { 'retry-after': '60' }) }, 'unavailable'],
    ['with 500', FAILS, 'unavailable'],
    [
      'with HTML',
      { act: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') },
      'unavailable',
    ],
    ['with nothing', { say: '' }, 'unavailable'],
    ['with half a JSON', { say: says(GOOD).slice(0, 40) }, 'malformed'],
    ['with 10 MB', { say: 'x'.repeat(10_000_000) }, 'unavailable'],
    [
      'with another language',
      { say: says('Essayez un autre réseau avec votre téléphone. [P1]') },
      'filtered',
    ],
    ['by hanging', { act: () => {} }, 'late'],
  ])('%s leaves the way without it, in time', async (_, behaviour, reason) => {
    const setting = await createSetting({ settings: { timeoutMs: 20_000 } });
    setting.endpoint.behave(behaviour);
    const answer = await setting.model.answer(QUESTION, {
      who: ann,
      within: reason === 'late' ? 100 : 15_000,
    });
    expect(answer).toMatchObject({ kind: 'abstain', reason });
    await setting.end();
  });
});

describe('whoever waits', () => {
  let setting: Setting;
  afterEach(() => setting.end());

  it('waits no longer than he said, and what it cost is booked all the same', async () => {
    setting = await createSetting({ settings: { timeoutMs: 60_000 } });
    setting.endpoint.behave({ act: () => {} });
    const start = performance.now();
    const answer = await setting.model.answer(QUESTION, { who: ann, within: 50 });
    expect(answer).toEqual({ kind: 'abstain', reason: 'late' });
    expect(performance.now() - start).toBeLessThan(10_000);
    await setting.model.close();
    const { modelCalls } = setting.database.db.tables;
    expect(await setting.database.db.read.select().from(modelCalls)).toMatchObject([
      { verdict: 'late:failed:closed' },
    ]);
  });

  it('waits for the rest of a streamed answer once he has seen its beginning', async () => {
    setting = await createSetting();
    setting.endpoint.behave({
      act: (response) => {
        const content = says(GOOD);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const send = (text: string) =>
          response.write(
            `data: ${JSON.stringify({ choices: [{ delta: { role: 'assistant', content: text } }] })}\n\n`,
          );
        send(content.slice(0, -20));
        setTimeout(() => {
          send(content.slice(-20));
          response.end('data: [DONE]\n\n');
        }, 1_300);
      },
    });
    const texts: string[] = [];
    const answer = await setting.model.answer(
      { ...QUESTION, onText: (text) => texts.push(text) },
      { who: ann, within: 1_000 },
    );
    expect(texts.length).toBe(1);
    expect(answer).toMatchObject({ kind: 'answer' });
  });

  it('is a person: a bot’s words are no call', async () => {
    setting = await createSetting();
    const who = { personId: 'bot', isBot: true };
    for (let at = 0; at < 50; at += 1)
      expect(await setting.model.answer(QUESTION, { who })).toEqual({ kind: 'abstain', reason: 'bot' });
    expect(
      await setting.model.classifyType('vpn', [{ id: 'network', name: 'Network' }], { who }),
    ).toBeUndefined();
    expect(setting.endpoint.requests).toEqual([]);
  });

  it('never finds the key or a word of his in the log', async () => {
    setting = await createSetting();
    for (const behaviour of [
      FAILS,
      { act: (response) => sendJson(response, { error: { message: 'Incorrect API key sk-test' } }, 401) },
      { say: 'garbage hotspot' },
    ] as Behaviour[]) {
      setting.endpoint.behave(behaviour);
      await setting.model.answer({ ...QUESTION, text: 'My secret problem' }, { who: ann });
    }
    expect(setting.logged.length).toBeGreaterThan(0);
    expect(setting.logged.join('\n')).not.toMatch(/sk-test|secret problem|hotspot|Bearer/);
  });
});
