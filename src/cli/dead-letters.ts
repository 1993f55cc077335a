import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { dropLetter, retryLetter, type LetterOutcome } from '../runtime/dead-letters.ts';
import { deadLetters, givenUp, letterKinds, type Letter, type LetterKind } from '../runtime/letter-list.ts';
import { letterId, letterNamed, type LetterName } from '../runtime/letter-name.ts';
import type { Database } from '../store/database.ts';
import { openDatabase } from '../store/open.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

const PER_READ = 500;
const LONGEST_EXCERPT = 80;
const LONGEST_REASON = 500;

export interface ListOrder {
  kind: LetterKind | undefined;
  json: boolean;
  text: boolean;
}

/** `deskline dead-letters`: what could not be delivered or worked on, or waits for long. */
export const deadLettersCommand: Command = {
  help: `deskline dead-letters [list] [options]
      lists what could not be delivered or worked on, or has waited for more than five minutes
      --kind KIND            only message (given up, or of unknown outcome), event or waiting
      --json                 one JSON object a line
      --text                 with the first ${LONGEST_EXCERPT} characters of what it says
  deskline dead-letters retry ID… | --all [--kind KIND]
      tries again; --all takes all that were given up, but no message of unknown outcome
  deskline dead-letters drop ID… --reason TEXT
      lets it go for good and keeps the reason; what waits behind it goes on
      An ID is m12 for a message and e45 for an event. A running program goes on within a second. Dropped here,
      nobody is told; on the page /dead-letters the writer of a message that still waited is.`,
  read(args) {
    const [first] = args;
    const isNamed = first === 'list' || first === 'retry' || first === 'drop';
    const rest = isNamed ? args.slice(1) : args;
    if (first === 'retry') {
      const order = retryOrder(rest);
      return (terminal) => onDatabase(terminal, (db) => retry(db, order, terminal));
    }
    if (first === 'drop') {
      const order = dropOrder(rest);
      return (terminal) => onDatabase(terminal, (db) => drop(db, order, terminal));
    }
    const order = listOrder(rest);
    return (terminal) => onDatabase(terminal, (db) => list(db, order, terminal));
  },
};

function listOrder(args: readonly string[]): ListOrder {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kind: { type: 'string' },
      json: { type: 'boolean', default: false },
      text: { type: 'boolean', default: false },
    },
  });
  return { kind: kindIn(values.kind), json: values.json, text: values.text };
}

function retryOrder(args: readonly string[]): { names: LetterName[] | 'all'; kind: LetterKind | undefined } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { all: { type: 'boolean', default: false }, kind: { type: 'string' } },
    allowPositionals: true,
  });
  const kind = kindIn(values.kind);
  if (values.all === positionals.length > 0) throw new UsageError('retry needs IDs such as m12, or --all');
  if (kind !== undefined && !values.all) throw new UsageError('--kind goes with --all only');
  return { names: values.all ? 'all' : positionals.map(nameIn), kind };
}

function dropOrder(args: readonly string[]): { names: LetterName[]; reason: string } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { reason: { type: 'string', default: '' } },
    allowPositionals: true,
  });
  const reason = values.reason.trim();
  if (positionals.length === 0) throw new UsageError('drop needs IDs such as m12');
  if (reason === '') throw new UsageError('drop needs --reason TEXT: it is kept');
  if (reason.length > LONGEST_REASON)
    throw new UsageError(`--reason has at most ${LONGEST_REASON} characters`);
  return { names: positionals.map(nameIn), reason };
}

function kindIn(text: string | undefined): LetterKind | undefined {
  const kind = letterKinds.find((one) => one === text);
  if (text !== undefined && !kind) throw new UsageError(`--kind ${text}: it is ${letterKinds.join(', ')}`);
  return kind;
}

function nameIn(text: string): LetterName {
  const name = letterNamed(text);
  if (!name) throw new UsageError(`${text} is no ID: they are like m12 or e45`);
  return name;
}

async function onDatabase(
  { env, root, err }: Terminal,
  work: (db: Database) => Promise<number>,
): Promise<number> {
  const db = openDatabase({
    url: readConfig(env).databaseUrl,
    migrationsFolder: join(root, 'migrations'),
    onPoolError: (error) => err(`database connection lost: ${error.name}\n`),
  });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function list(db: Database, { kind, json, text }: ListOrder, { now, out }: Terminal): Promise<number> {
  const at = now();
  let many = 0;
  for (;;) {
    const { letters } = await deadLetters(db, { kind }, { now: at, limit: PER_READ, skip: many });
    for (const letter of letters) {
      const facts = { ...factsOf(letter), ...(text ? { text: excerptOf(letter) } : {}) };
      out(`${json ? JSON.stringify(facts) : lineOf(facts)}\n`);
    }
    many += letters.length;
    if (letters.length < PER_READ) break;
  }
  if (many === 0 && !json) out('Nothing: everything was delivered and worked on.\n');
  return 0;
}

async function retry(
  db: Database,
  { names, kind }: ReturnType<typeof retryOrder>,
  terminal: Terminal,
): Promise<number> {
  const { env, now } = terminal;
  const chosen = names === 'all' ? await givenUp(db, { kind }) : names;
  if (chosen.length === 0) terminal.out('Nothing was given up.\n');
  return each(chosen, terminal, (name) => retryLetter(db, name, { actor: actorIn(env), now: now() }));
}

async function drop(
  db: Database,
  { names, reason }: ReturnType<typeof dropOrder>,
  terminal: Terminal,
): Promise<number> {
  const { env, now } = terminal;
  return each(names, terminal, (name) => dropLetter(db, name, { actor: actorIn(env), now: now(), reason }));
}

/** 1 where anything was left as it was. */
async function each(
  names: readonly LetterName[],
  { out, err }: Terminal,
  act: (name: LetterName) => Promise<LetterOutcome>,
): Promise<number> {
  let refused = 0;
  for (const name of names) {
    const outcome = await act(name);
    if ('did' in outcome) {
      out(`${outcome.letter} ${outcome.did === 'retry' ? 'is tried again' : 'is dropped'}\n`);
    } else {
      refused++;
      err(`${letterId(name)} is left as it is: ${whyRefused(outcome)}\n`);
    }
  }
  return refused > 0 ? 1 : 0;
}

function whyRefused({ refused, last }: Extract<LetterOutcome, { refused: string }>): string {
  switch (refused) {
    case 'settled':
      if (!last) return 'it is no dead letter';
      return `${last.actor} ${last.act === 'retry' ? 'retried' : 'dropped'} it at ${new Date(last.at).toISOString()}`;
    case 'in-hand':
      return 'it, or another of the same lane, is being worked on; try again in a moment';
    case 'waiting':
      return 'it still waits and is tried by itself';
    case 'elsewhere':
      return 'the same message has gone another way since';
  }
}

function actorIn(env: Terminal['env']): string {
  return `command:${env['USER'] ?? env['LOGNAME'] ?? 'unknown'}`;
}

function factsOf(letter: Letter): Record<string, unknown> {
  const { id, kind, since, wait, of, row } = letter;
  const common = { id, kind, state: row.state, since: new Date(since).toISOString(), attempts: row.attempts };
  const waits = wait ? { waits: waitText(wait) } : {};
  if (of === 'outbox') {
    const { op, place, ticketId, error } = row;
    return {
      ...common,
      op,
      platform: place.platform,
      channel: place.channel,
      ticketId,
      ...waits,
      reason: error,
    };
  }
  const { payload, lane, result } = row;
  const platform = payload.kind === 'timer' ? null : payload.platform;
  return { ...common, op: payload.kind, platform, lane, ...waits, reason: result };
}

function waitText(wait: NonNullable<Letter['wait']>): string {
  switch (wait.why) {
    case 'behind':
      return `behind ${wait.letter}`;
    case 'in-hand':
      return 'being worked on';
    case 'later':
      return `until ${new Date(wait.until).toISOString()}`;
    case 'due':
      return 'for its platform, or for the program to run';
  }
}

function lineOf(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => (name === 'id' ? String(value) : `${name}=${shown(String(value))}`))
    .join(' ');
}

/** In one line, whatever a platform has put into its reason. */
function shown(value: string): string {
  return /^[\w.:+-]+$/.test(value) ? value : JSON.stringify(value);
}

function excerptOf({ of, row }: Letter): string | undefined {
  const text = of === 'outbox' ? row.body?.text : 'text' in row.payload ? row.payload.text : undefined;
  return text === undefined ? undefined : Array.from(text).slice(0, LONGEST_EXCERPT).join('');
}
