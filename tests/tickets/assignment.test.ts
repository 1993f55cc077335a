import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAgent, chooseExperts, type Candidate } from '../../src/tickets/assignment.ts';
import { scaleOf } from '../../src/tickets/incidents/scale.ts';
import { waiverOf } from '../../src/analytics/statement.ts';
import { csvOf } from '../../src/analytics/csv.ts';
import { agreementFor, agreementSchema } from '../../src/tickets/sla/agreements.ts';
import { mainCause, timeSpent } from '../../src/tickets/sla/breach.ts';
import { clocksOf } from '../../src/tickets/sla/clocks.ts';
import { historyOf } from '../../src/tickets/sla/history.ts';
import { entranceOf } from '../../src/tickets/sla/intake.ts';
import { onCallAt } from '../../src/tickets/sla/on-call.ts';
import { createTerms } from '../../src/tickets/sla/terms.ts';
import { MORNING, policy } from './setting.ts';

const HOUR = 3_600_000;
const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  load: 0,
  givenAt: 0,
  isPresent: true,
  skill: 0,
  ...more,
});

describe('an agent is chosen', () => {
  const team = [
    candidate('a', { load: 2, givenAt: 3, skill: 1 }),
    candidate('b', { load: 1, givenAt: 2, skill: 3 }),
    candidate('c', { load: 1, givenAt: 1, skill: 1 }),
    candidate('away', { isPresent: false, skill: 3 }),
    candidate('full', { load: 9 }),
  ];
  it.each([
    ['claim', undefined],
    ['round-robin', 'c'],
    ['load', 'c'],
    ['skill', 'b'],
  ] as const)('by %s', (assign, expected) => {
    expect(chooseAgent(team, { assign, capacity: 9 })?.id).toBe(expected);
  });

  it('never who is away or full, whoever there is', () => {
    const anybody = fc.record({
      id: fc.string(),
      load: fc.nat(12),
      givenAt: fc.nat(),
      isPresent: fc.boolean(),
      skill: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(anybody), fc.constantFrom('round-robin', 'load', 'skill'), (all, assign) => {
        const chosen = chooseAgent(all, { assign, capacity: 10 });
        const able = all.filter(({ isPresent, load }) => isPresent && load < 10);
        expect(chosen === undefined).toBe(able.length === 0);
        expect(chosen === undefined || able.includes(chosen)).toBe(true);
      }),
    );
  });
});

describe('experts are called in', () => {
  const pool = [
    { person: 'sun', fields: ['network'], level: 3, capacity: 2 },
    { person: 'chen', fields: ['network', 'email'], level: 2, capacity: 2 },
    { person: 'li', fields: ['network'], level: 2, capacity: 2 },
    { person: 'wu', fields: ['email'], level: 3, capacity: 2 },
  ];
  it('the best two of the field, of equals the less busy, none who is full', () => {
    const loads: Record<string, number> = { chen: 1 };
    const loadOf = (id: string) => loads[id] ?? 0;
    expect(chooseExperts(pool, { field: 'network', loadOf }).map(({ person }) => person)).toEqual([
      'sun',
      'li',
    ]);
    loads.sun = 2;
    expect(chooseExperts(pool, { field: 'network', loadOf }).map(({ person }) => person)).toEqual([
      'li',
      'chen',
    ]);
    expect(chooseExperts(pool, { field: 'printer', loadOf })).toEqual([]);
  });
});

describe('the rota', () => {
  it('changes at midnight, in turn, and begins when it says', () => {
    const who = (text: string) => onCallAt('it-l1', Date.parse(text), policy);
    expect(who('2026-01-04T12:00+08:00')).toBeUndefined();
    expect(who('2026-01-05T00:00+08:00')).toBe('wang-fang');
    expect(who('2026-01-11T23:59+08:00')).toBe('wang-fang');
    expect(who('2026-01-12T00:00+08:00')).toBe('tom');
    expect(who('2026-01-19T00:00+08:00')).toBe('wang-fang');
    expect(onCallAt('it-l2', MORNING, policy)).toBeUndefined();
  });
});

describe('an agreement', () => {
  const gold = agreementSchema.parse({
    id: 'gold',
    name: { 'zh-CN': '金', en: 'Gold' },
    people: ['boss'],
    standard: { response: 95, resolution: 90 },
    vip: true,
    queue: 'it-l2',
  });
  const sales = agreementSchema.parse({
    id: 'sales',
    name: { 'zh-CN': '销售', en: 'Sales' },
    departments: ['Sales'],
    types: ['network'],
    standard: { response: 95, resolution: 90 },
    fee: { amount: 1_000, currency: 'CNY' },
    compensation: [
      { when: 'below-standard', waive: 20 },
      { when: 'urgent-overrun', waive: 100 },
    ],
  });
  const served = (personId: string, department: string | null, type = 'network') => ({
    personId,
    department,
    type,
  });

  it('with the person comes before one with his department, and only within its scope', () => {
    expect(agreementFor([sales, gold], served('boss', 'Sales'))?.id).toBe('gold');
    expect(agreementFor([sales, gold], served('ann', 'Sales'))?.id).toBe('sales');
    expect(agreementFor([sales, gold], served('ann', 'Sales', 'printer'))).toBeUndefined();
    expect(agreementFor([sales, gold], served('ann', null))).toBeUndefined();
  });

  it('has its own queue; what a line may not do comes into the next one at once', () => {
    const own = {
      ...policy,
      agreements: [gold],
      lines: { ...policy.lines, beyond: [{ type: 'permissions', line: 'L2' as const }] },
    };
    expect(entranceOf(served('boss', null), own).queue.id).toBe('it-l2');
    expect(entranceOf(served('ann', null, 'permissions'), own).queue.id).toBe('it-l2');
    expect(entranceOf(served('ann', null), own).queue.id).toBe('it-l1');
  });

  it('waives by the rule that waives most: an urgent overrun the month’s fee', () => {
    expect(waiverOf(sales, { urgentOverruns: 0, isKept: true })).toEqual({
      percent: 0,
      amount: 0,
      because: [],
    });
    expect(waiverOf(sales, { urgentOverruns: 0, isKept: false })).toMatchObject({ percent: 20, amount: 200 });
    expect(waiverOf(sales, { urgentOverruns: 1, isKept: false })).toMatchObject({
      percent: 100,
      amount: 1_000,
    });
  });
});

describe('a breach', () => {
  it('says where the time went: all of it, and what took most', () => {
    const at = MORNING;
    const opened = { type: 'network', priority: 'normal', queue: 'it-l1' };
    const events = [
      { kind: 'opened', actor: 'ann', at, data: opened },
      { kind: 'claimed', actor: 'wang', at: at + HOUR, data: {} },
      { kind: 'waiting', actor: 'wang', at: at + 1.5 * HOUR, data: { for: 'vendor' } },
      { kind: 'continued', actor: 'wang', at: at + 6.5 * HOUR, data: {} },
      { kind: 'escalated', actor: 'wang', at: at + 7 * HOUR, data: { to: 'L2', queue: 'it-l2' } },
      { kind: 'claimed', actor: 'chen', at: at + 24 * HOUR, data: {} },
    ];
    const history = historyOf(events, 'it-l1');
    const [, resolution] = clocksOf(history, createTerms(policy));
    const until = at + 25 * HOUR;
    const spent = timeSpent(history, resolution!, until);
    expect(Object.values(spent).reduce((sum, ms) => sum + ms, 0)).toBe(until - at);
    expect(spent).toMatchObject({ queue: HOUR, vendor: 5 * HOUR, handling: 2 * HOUR });
    // 17:00 to 18:00 and 9:00 to 10:00; the night between is nobody's fault.
    expect(spent['hand-overs']).toBe(2 * HOUR);
    expect(spent.night).toBe(15 * HOUR);
    expect(mainCause(spent)).toBe('vendor');
  });
});

describe('an incident', () => {
  it('only rises with those who report it', () => {
    const small = { impact: 'person', urgency: 'normal', priority: 'normal' } as const;
    expect(scaleOf(small, 3, policy)).toEqual({ impact: 'person', priority: 'normal' });
    expect(scaleOf(small, 5, policy)).toEqual({ impact: 'department', priority: 'high' });
    expect(scaleOf(small, 15, policy)).toEqual({ impact: 'company', priority: 'urgent' });
    const urgent = { impact: 'company', urgency: 'critical', priority: 'urgent' } as const;
    expect(scaleOf(urgent, 3, policy)).toEqual({ impact: 'company', priority: 'urgent' });
  });
});

describe('a table file', () => {
  it('quotes what must be quoted, and lets no text be a formula', () => {
    expect(
      csvOf([
        ['a', 1, null],
        ['x,"y"', '=1+1', '@cmd'],
      ]),
    ).toBe('\ufeffa,1,\r\n"x,""y""",\'=1+1,\'@cmd\r\n');
  });
});
