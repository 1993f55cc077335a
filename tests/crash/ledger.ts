import Sqlite from 'better-sqlite3';
import { firstBroken, type TicketEvent } from '../../src/tickets/event-chain.ts';

type Row = Record<string, unknown>;
interface Body {
  text: string;
  card?: { title: string; fields: { label: string; value: string }[] };
  buttons?: { id: string; label: string; value: string }[];
}

/** What remains of a story in its database, told so that two plays of the same story tell the same. */
export interface Ledger {
  /** What the bot said in each direct chat and in each ticket's thread, in order. */
  said: Record<string, string[]>;
  /** Where each person's dialogue stands, and what is waited for. */
  dialogues: string[];
  tickets: string[];
  timers: string[];
}

/** Faults that no story may have: each in words, none where all is well. */
export function faultsIn(file: string): string[] {
  return reading(file, (db) => {
    const all = (sql: string) => db.prepare(sql).all() as Row[];
    const one = (sql: string) => db.prepare(sql).pluck().get() as number;
    const faults = [
      ...all('pragma integrity_check')
        .map((row) => row.integrity_check)
        .filter((said) => said !== 'ok'),
      ...all('pragma foreign_key_check').map((row) => `dangling reference in ${String(row.table)}`),
      ...all(`select state, result, count(*) n from inbox where state <> 'done' group by 1, 2`).map(
        ({ n, state, result }) => `${String(n)} events are ${String(state)}: ${String(result)}`,
      ),
      ...all(`select state, error, count(*) n from outbox where state <> 'sent' group by 1, 2`).map(
        ({ n, state, error }) => `${String(n)} messages are ${String(state)}: ${String(error)}`,
      ),
    ];
    const heard = one(`select count(*) from inbox where json_extract(payload, '$.kind') = 'message'`);
    const written = one(`select count(*) from web_messages where key like 'in:%'`);
    if (heard !== written) faults.push(`${written} messages were written and ${heard} heard`);
    const sends = one(`select count(*) from outbox where op in ('send', 'private')`);
    const shown = one(`select count(*) from web_messages where key like 'out:%'`);
    if (sends !== shown) faults.push(`${sends} messages were to be shown and ${shown} are`);
    for (const { id, number, version } of all('select id, number, version from tickets')) {
      const chain = db
        .prepare('select * from ticket_events where ticket_id = ? order by n')
        .all(id)
        .map(eventOf);
      const broken = firstBroken(chain, Number(version) + 1);
      if (broken !== undefined) faults.push(`the history of ${String(number)} is broken at event ${broken}`);
    }
    return faults.map(String);
  });
}

/** True when nothing waits to be worked on or to be sent. */
export function isFinished(file: string): boolean {
  const pending = `select count(*) from inbox where state = 'pending'
    union all select count(*) from outbox where state = 'pending'`;
  return reading(file, (db) =>
    db
      .prepare(pending)
      .pluck()
      .all()
      .every((count) => count === 0),
  );
}

/** How many messages of people are stored. */
export function messagesIn(file: string): number {
  return reading(
    file,
    (db) => db.prepare(`select count(*) from web_messages where key like 'in:%'`).pluck().get() as number,
  );
}

export function ledgerOf(file: string): Ledger {
  return reading(file, (db) => {
    const said: Record<string, string[]> = {};
    const rows = db.prepare(
      `select seq, channel, thread, text, body from web_messages where author_id = 'bot' order by seq`,
    );
    const owners = new Map(cardsIn(db).map(({ seq, owner }) => [String(seq), owner]));
    for (const { seq, channel, thread, body } of rows.all() as Row[]) {
      const owner = owners.get(String(thread ?? seq));
      const where = owner === undefined ? String(channel) : `${String(channel)} about ${owner}`;
      (said[where] ??= []).push(wordsOf(JSON.parse(String(body)) as Body));
    }
    const list = (sql: string) => (db.prepare(sql).all() as Row[]).map((row) => Object.values(row).join(' '));
    return {
      said,
      dialogues: list(
        'select person_id, kind, open, outcome, count(*) from dialogues group by 1, 2, 3, 4 order by 1, 2, 3, 4',
      ),
      tickets: list(`select t.requester_id, t.stage, t.outcome, t.version, group_concat(e.kind)
        from tickets t join (select * from ticket_events order by ticket_id, n) e on e.ticket_id = t.id
        group by t.id order by t.requester_id, t.id`),
      // A ticket's timer is in a lane named by its id, which differs from run to run.
      timers: list(`select w.name, coalesce(t.requester_id, w.lane), count(*) from timers w
        left join tickets t on w.lane = 'sla:' || t.id group by 1, 2 order by 1, 2`),
    };
  });
}

export interface CardButton {
  channel: string;
  seq: number;
  owner: string;
  claim: { action: string; value: string };
}

/** The cards of the first ticket of each requester. */
export function cardsOf(file: string): CardButton[] {
  return reading(file, cardsIn).filter(({ owner }) => owner.endsWith(' 1'));
}

function cardsIn(db: Sqlite.Database): CardButton[] {
  const rows = db
    .prepare(
      `select m.seq, m.channel, m.body, t.requester_id owner,
         rank() over (partition by t.requester_id order by t.created_at, t.id) n
       from tickets t
       join outbox o on o.ref = 'card:' || t.id || ':' || t.queue
       join web_messages m on m.seq = cast(o.message_id as integer)`,
    )
    .all() as Row[];
  return rows.map(({ seq, channel, body, owner, n }) => {
    const [button] = (JSON.parse(String(body)) as Body).buttons ?? [];
    return {
      channel: String(channel),
      seq: Number(seq),
      owner: `${String(owner)} ${String(n)}`,
      claim: { action: button?.id ?? '', value: button?.value ?? '' },
    };
  });
}

/** Numbers and days differ from play to play. */
function wordsOf({ text, card, buttons = [] }: Body): string {
  const fields = card ? [card.title, ...card.fields.map(({ label, value }) => `${label}=${value}`)] : [];
  return [text, ...fields, ...buttons.map(({ label }) => `[${label}]`)]
    .join(' | ')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/今天|明天|后天|周.|today|tomorrow|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*/gi, '@');
}

function eventOf(row: unknown): TicketEvent {
  const { seq, ticket_id, n, kind, actor, at, source_event, data, previous_hash, hash } = row as Row;
  return {
    seq: Number(seq),
    ticketId: String(ticket_id),
    n: Number(n),
    kind: String(kind),
    actor: String(actor),
    at: Number(at),
    sourceEvent: source_event === null ? null : Number(source_event),
    data: JSON.parse(String(data)) as Record<string, unknown>,
    previousHash: String(previous_hash),
    hash: String(hash),
  };
}

function reading<T>(file: string, read: (db: Sqlite.Database) => T): T {
  const db = new Sqlite(file, { fileMustExist: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}
