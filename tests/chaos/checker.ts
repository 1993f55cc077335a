import { firstBroken, type TicketEvent } from '../../src/tickets/event-chain.ts';
import type { Facts } from './facts.ts';
import { MARK, type Ledger, type SeenPost } from './ledger.ts';

/** One of the promises V1 to V14 of the reliability rules, and what was found of it. */
export interface Verdict {
  id: string;
  what: string;
  checked: number;
  /** In words; at most some of many. */
  violations: string[];
  violated: number;
  figure: string;
  verdict: 'ok' | 'VIOLATED' | 'not checked';
}

/** What was seen beside the ledger and the database. */
export interface Observed {
  /** How the program's processes ended. */
  ends: readonly { replica: number; how: string; injected: boolean }[];
  /** Everything the processes wrote. */
  output: string;
  /** ms until nothing was left to do once the faults had ended; undefined: it never came to that. */
  drainedMs: number | undefined;
  /** What the last processes used at first and at last; undefined: they did not live long enough. */
  use: readonly { forMs: number; first: Used; last: Used }[];
}

interface Used {
  rss: number;
  files: number;
}

const DRAIN_MS = 60_000;
const SHOWN = 5;
/** A timer may be looked at as early as its clock says so; a clock has whole milliseconds. */
const EARLY_MS = 0;
const OVERDUE_MS = 10_000;
/** A process that lives shorter says nothing about growth. */
const LONG_LIFE_MS = 60_000;
const MORE_FILES = 20;
const GROWTH = 1.5;

/** Compares the ledger with the database and what was seen. Pure. */
export function check(ledger: Ledger, facts: Facts, observed: Observed): Verdict[] {
  return [
    acceptedOnce(ledger, facts),
    postedOnce(ledger, facts),
    inOrder(ledger, facts),
    silentToBots(ledger, facts),
    oneTicketEach(ledger, facts),
    oneOwner(ledger, facts),
    timersOnce(facts),
    chainsWhole(facts),
    unchecked('V9', 'one directory write per password reset', 'see tests/password-reset/crash.test.ts'),
    nothingLeaks(ledger, observed),
    verdict('V11', 'the database is whole', { checked: 1, found: facts.damage }),
    drained(observed),
    flat(observed),
    verdict('V14', 'no exit that was not injected', {
      checked: observed.ends.length,
      found: observed.ends
        .filter(({ injected }) => !injected)
        .map(({ replica, how }) => `replica ${replica} ended by itself: ${how}`),
    }),
  ];
}

export function isViolated(verdicts: readonly Verdict[]): boolean {
  return verdicts.some((one) => one.verdict === 'VIOLATED');
}

interface Findings {
  checked: number;
  found: readonly string[];
  figure?: string;
}

/** Never `ok` where nothing was checked. */
function verdict(id: string, what: string, { checked, found, figure = '' }: Findings): Verdict {
  const said = found.length > 0 ? 'VIOLATED' : checked > 0 ? 'ok' : 'not checked';
  const reason = said === 'not checked' ? 'there was nothing to check' : figure;
  return {
    id,
    what,
    checked,
    violations: found.slice(0, SHOWN),
    violated: found.length,
    figure: reason,
    verdict: said,
  };
}

function unchecked(id: string, what: string, why: string): Verdict {
  return { id, what, checked: 0, violations: [], violated: 0, figure: why, verdict: 'not checked' };
}

function acceptedOnce(ledger: Ledger, { inbox }: Facts): Verdict {
  const rows = new Map<string, Facts['inbox']>();
  for (const row of inbox) for (const key of row.keys) rows.set(key, [...(rows.get(key) ?? []), row]);
  const found: string[] = [];
  let gaps = 0;
  let checked = 0;
  for (const { platform, key, mark, accepted } of ledger.said) {
    const [row, ...more] = rows.get(key) ?? [];
    if (!row && !accepted) {
      if (platform === 'wecom') gaps++;
      continue;
    }
    checked++;
    if (!row) found.push(`${mark} on ${platform} was accepted and is in no inbox row (${key})`);
    else if (more.length > 0) found.push(`${mark} on ${platform} has ${more.length + 1} inbox rows`);
    else if (row.state === 'pending') found.push(`${mark} on ${platform} has no end`);
    else if (!row.result) found.push(`${mark} on ${platform} ended without a result`);
  }
  const dead = inbox.filter(({ state }) => state === 'dead').length;
  const figure = `${gaps} of WeCom fell into gaps, ${dead} on the dead-letter page`;
  return verdict('V1', 'each accepted message has one inbox row and one end', { checked, found, figure });
}

function postedOnce(ledger: Ledger, { outbox, web }: Facts): Verdict {
  const found: string[] = [];
  const posts = shownBy(ledger, web);
  const byKey = countOf(posts.flatMap(({ key }) => (key === undefined ? [] : [key])));
  for (const [key, count] of byKey) {
    if (count > 1) found.push(`${count} posts of ${key}`);
  }
  const keys = new Set([...byKey.keys()].map((key) => key.split(' ')[0]));
  const byMark = countOf(posts.flatMap((post) => marksIn(post).map((mark) => placed(mark, post))));
  const rows = outbox.filter(({ op }) => op === 'send');
  const doubtful = countOf(
    rows
      .filter(({ state }) => state === 'unknown')
      .flatMap((row) => [...row.text.matchAll(MARK)].map(([mark]) => `${mark} ${row.platform}`)),
  );
  const meant = countOf(
    rows.flatMap((row) => [...row.text.matchAll(MARK)].map(([mark]) => `${mark} ${row.platform}`)),
  );
  for (const [where, count] of byMark) {
    const [mark = '', platform = ''] = where.split(' ');
    if (platform === 'slack' || platform === 'web') continue;
    const most = (meant.get(`${mark} ${platform}`) ?? 0) + (doubtful.get(`${mark} ${platform}`) ?? 0);
    if (count > most) found.push(`${mark} stands ${count} times on ${platform}, and may ${most} times`);
  }
  const markedOn = new Set(posts.flatMap((post) => marksIn(post).map((mark) => `${mark} ${post.platform}`)));
  for (const row of rows) {
    if (row.state !== 'sent') continue;
    if (row.platform === 'slack' && !keys.has(row.key))
      found.push(`${row.key} is booked as sent and nobody sees it`);
    for (const [mark] of row.text.matchAll(MARK)) {
      if (!markedOn.has(`${mark} ${row.platform}`))
        found.push(`${mark} is booked as sent to ${row.platform} and isn't there`);
    }
  }
  const unknown = rows.filter(({ state }) => state === 'unknown').length;
  const dead = rows.filter(({ state }) => state === 'dead').length;
  const figure = `${unknown} marked unknown, ${dead} dead, of ${rows.length}`;
  return verdict('V2', 'one post per outbox key; elsewhere one more where it is marked unknown', {
    checked: byKey.size + byMark.size,
    found,
    figure,
  });
}

function inOrder(ledger: Ledger, { web }: Facts): Verdict {
  const posts = shownBy(ledger, web);
  const found: string[] = [];
  let checked = 0;
  for (const { platform, place, thread, marks } of ledger.relays) {
    const there = posts.filter(
      (post) => post.platform === platform && post.place === place && (!thread || post.thread === thread),
    );
    const seen = [...new Set(there.flatMap(marksIn))].filter((mark) => marks.includes(mark));
    checked += seen.length;
    const wanted = marks.filter((mark) => seen.includes(mark));
    if (seen.join() !== wanted.join())
      found.push(`${place} saw ${seen.join(' ')} instead of ${wanted.join(' ')}`);
  }
  return verdict('V3', 'order in each conversation, both ways', {
    checked,
    found,
    figure: `${ledger.relays.length} ways of tickets`,
  });
}

function silentToBots(ledger: Ledger, { inbox, web }: Facts): Verdict {
  const bots = ledger.said.filter(({ bot }) => bot);
  const keys = new Set(bots.map(({ key }) => key));
  const found = inbox
    .filter((row) => (row.isBot || row.keys.some((key) => keys.has(key))) && row.state === 'done')
    .filter(({ result }) => !result?.startsWith('ignored'))
    .map(({ id, result }) => `a bot's message, inbox row ${id}, was ${result}`);
  const marks = new Set(bots.map(({ mark }) => mark));
  for (const post of shownBy(ledger, web)) {
    if (ledger.bots.includes(post.place)) found.push(`a bot was answered in its chat ${post.place}`);
    for (const mark of marksIn(post)) if (marks.has(mark)) found.push(`a bot's ${mark} was passed on`);
  }
  return verdict('V4', 'no reply to bots', { checked: bots.length, found });
}

function oneTicketEach(ledger: Ledger, { tickets, web }: Facts): Verdict {
  const { requests } = ledger;
  const seen = new Set(shownBy(ledger, web).flatMap(marksIn));
  const found: string[] = [];
  let opened = 0;
  let added = 0;
  for (const mark of requests) {
    const of = tickets.filter(({ words }) => words.includes(mark));
    opened += of.length > 0 ? 1 : 0;
    // Who reports the same while his ticket is open adds to it, and the desk reads it there.
    added += of.length === 0 && seen.has(mark) ? 1 : 0;
    if (of.length > 1) found.push(`${mark} has ${of.map(({ number }) => number).join(' and ')}`);
  }
  const numbers = countOf(tickets.map(({ number }) => number));
  for (const [number, count] of numbers) if (count > 1) found.push(`${count} tickets are called ${number}`);
  const figure = `of ${requests.length} problems ${opened} became tickets, ${added} were added to an open one`;
  return verdict('V5', 'one ticket per request', { checked: opened, found, figure });
}

function oneOwner(ledger: Ledger, { tickets, events, web }: Facts): Verdict {
  const found: string[] = [];
  const posts = shownBy(ledger, web);
  let claimed = 0;
  for (const ticket of tickets) {
    const claims = events.filter(({ ticketId, kind }) => ticketId === ticket.id && kind === 'claimed');
    if (claims.length > 0) claimed++;
    if (claims.length > 1) found.push(`${ticket.number} was claimed ${claims.length} times`);
    const told = posts.filter(({ text }) => text.includes('已接手工单') && text.includes(ticket.number));
    const names = new Set(told.map(({ text }) => /(\S+ \S+) 已接手工单/.exec(text)?.[1]));
    if (names.size > 1) found.push(`${[...names].join(' and ')} were both told of ${ticket.number}`);
  }
  return verdict('V6', 'one owner and one “yours” per ticket', {
    checked: claimed,
    found,
    figure: `${claimed} claims`,
  });
}

function timersOnce({ inbox, timers, now }: Facts): Verdict {
  const fired = inbox.flatMap(({ timer, receivedAt }) => (timer ? [{ ...timer, receivedAt }] : []));
  const found = fired
    .filter(({ receivedAt, dueAt }) => receivedAt < dueAt - EARLY_MS)
    .map(({ key, dueAt, receivedAt }) => `${key} fired ${dueAt - receivedAt} ms early`);
  for (const [key, count] of countOf(fired.map(({ key: name, dueAt }) => `${name} of ${dueAt}`))) {
    if (count > 1) found.push(`${key} fired ${count} times`);
  }
  for (const { key, dueAt } of timers) {
    if (dueAt < now - OVERDUE_MS) found.push(`${key} is ${now - dueAt} ms overdue`);
  }
  const late = Math.max(0, ...fired.map(({ receivedAt, dueAt }) => receivedAt - dueAt));
  return verdict('V7', 'each timer once, and not early', {
    checked: fired.length,
    found,
    figure: `latest by ${Math.round(late / 1000)} s`,
  });
}

function chainsWhole({ tickets, events }: Facts): Verdict {
  const byTicket = new Map<string, TicketEvent[]>();
  for (const event of events) byTicket.set(event.ticketId, [...(byTicket.get(event.ticketId) ?? []), event]);
  const found = tickets.flatMap(({ id, number, version }) => {
    const broken = firstBroken(byTicket.get(id) ?? [], version + 1);
    return broken === undefined ? [] : [`the history of ${number} is broken at event ${broken}`];
  });
  return verdict('V8', 'the history of each ticket verifies', {
    checked: tickets.length,
    found,
    figure: `${events.length} events`,
  });
}

function nothingLeaks({ said }: Ledger, { output }: Observed): Verdict {
  const marks = new Set(said.map(({ mark }) => mark));
  const leaked = new Set([...output.matchAll(MARK)].map(([mark]) => mark).filter((mark) => marks.has(mark)));
  return verdict('V10', 'no words of people in the log (canaries of secrets: tests/password-reset)', {
    checked: output === '' ? 0 : marks.size,
    found: [...leaked].map((mark) => `${mark} stands in the log`),
    figure: `${output.length} characters of log`,
  });
}

function drained({ drainedMs }: Observed): Verdict {
  const isLate = drainedMs === undefined || drainedMs > DRAIN_MS;
  return verdict('V12', 'the backlog empties in a minute', {
    checked: 1,
    found: isLate ? ['something is still waiting'] : [],
    figure: drainedMs === undefined ? 'never' : `${(drainedMs / 1000).toFixed(1)} s`,
  });
}

function flat({ use }: Observed): Verdict {
  const what = 'memory and files of the last lives are flat';
  const long = use.filter(({ forMs }) => forMs >= LONG_LIFE_MS);
  if (long.length === 0) return unchecked('V13', what, 'no process lived for a minute to the end');
  const found = long.flatMap(({ first, last }) => [
    ...(last.files > first.files + MORE_FILES ? [`${first.files} open files became ${last.files}`] : []),
    ...(last.rss > first.rss * GROWTH ? [`${mb(first.rss)} MB became ${mb(last.rss)}`] : []),
  ]);
  const figure = long.map(({ first, last }) => `${mb(first.rss)} → ${mb(last.rss)} MB`).join(', ');
  return verdict('V13', what, { checked: long.length, found, figure });
}

const mb = (bytes: number) => Math.round(bytes / 2 ** 20);

function shownBy({ posts }: Ledger, web: Facts['web']): SeenPost[] {
  return [
    ...posts,
    ...web.map(({ channel, key, text }) => ({
      platform: 'web',
      place: channel.replace(/^dm:/, ''),
      text,
      key,
    })),
  ];
}

function marksIn({ text }: Pick<SeenPost, 'text'>): string[] {
  return [...new Set([...text.matchAll(MARK)].map(([mark]) => mark))];
}

function placed(mark: string, { platform, place }: SeenPost): string {
  return `${mark} ${platform} ${place}`;
}

function countOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
