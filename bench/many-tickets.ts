import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** Wednesday 18 November 2026, 10:00 in Shanghai. */
export const NOW = Date.parse('2026-11-18T10:00:00+08:00');
const DAY = 86_400_000;

/** Tickets made by the database itself: a year of closed ones, and open ones of the last weeks. */
export async function fill(url: string, { open, closed }: { open: number; closed: number }): Promise<void> {
  const isSqlite = url.startsWith('file:');
  const json = (text: string) => (isSqlite ? `'${text}'` : `cast('${text}' as jsonb)`);
  const no = isSqlite ? '0' : 'false';
  const bits = (n: number) => `((i * 7919 + ${n * 104_729}) % 1000)`;
  const insert = (name: string, many: number, isOpen: boolean) => {
    const age = isOpen ? `(i % 20160) * 60000` : `(i % 525600) * 60000`;
    const created = `(${NOW} - ${age} - 600000)`;
    const responded = `case when ${bits(1)} < 930 then ${created} + ${bits(2)} * 10000 end`;
    const resolved = isOpen ? 'null' : `${created} + ${bits(3)} * 60000`;
    const pick = (n: number, of: string[]) =>
      `case ${of.map((one, k) => `when ${bits(n)} < ${Math.round(((k + 1) * 1000) / of.length)} then ${one}`).join(' ')} else ${of.at(-1)} end`;
    return `insert into tickets (id, number, requester_id, conversation_id, title, description, type, impact, urgency, priority,
      stage, line, queue, assignee_id, waiting_for, answers, tried, reopens, respond_by, resolve_by, department, is_incident,
      hand_overs, hand_backs, reassigns, first_response_at, resolved_at, closed_at, created_at, updated_at, version)
    with recursive numbers(i) as (select cast(0 as bigint) union all select i + 1 from numbers where i < ${many - 1})
    select '${name}-' || i, '${name}-' || i, 'ann', 'c', 'VPN', 'VPN', ${pick(4, ["'network'", "'printer'", "'software'", "'email'"])},
      'person', 'normal', ${pick(5, ["'urgent'", "'high'", "'normal'", "'low'"])}, ${isOpen ? "'diagnosis'" : "'closed'"},
      ${pick(6, ["'L1'", "'L1'", "'L1'", "'L2'", "'expert'"])}, ${pick(6, ["'it-l1'", "'it-l1'", "'it-l1'", "'it-l2'", "'it-expert'"])},
      null, ${isOpen ? `case when ${bits(7)} < 100 then 'requester' end` : 'null'}, ${json('[]')}, ${json('[]')},
      case when ${bits(8)} < 80 then 1 else 0 end, ${created} + 7200000, ${created} + 30000000,
      ${pick(9, ["'Sales'", "'Finance'", "'Production'", "'HR'"])}, ${no}, case when ${bits(10)} < 250 then 1 else 0 end, 0, 0,
      ${responded}, ${resolved}, ${resolved}, ${created}, ${created}, 0
    from numbers`;
  };
  const people = `insert into people (id, name, profile, department, created_at) values ('ann', 'Ann', ${json('{}')}, 'Sales', ${NOW - 400 * DAY})`;
  const chat = `insert into conversations (id, platform, tenant, channel, person_id, locale, bot_turns, created_at)
    values ('c', 'web', 'local', 'dm:ann', 'ann', 'en', 0, ${NOW - 400 * DAY})`;
  const all = [
    people,
    chat,
    ...(open > 0 ? [insert('open', open, true)] : []),
    ...(closed > 0 ? [insert('closed', closed, false)] : []),
  ];
  if (isSqlite) {
    const file = new Sqlite(url.slice('file:'.length));
    for (const sql of all) file.exec(sql);
    file.exec('analyze');
    file.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const sql of all) await client.query(sql);
  await client.query('vacuum analyze tickets');
  await client.end();
}
