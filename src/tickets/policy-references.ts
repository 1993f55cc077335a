import { issueTypes } from '../language/issue-types.ts';
import type { Duration } from '../content/duration.ts';
import type { KnownPerson } from '../identity/directory.ts';
import { lines } from '../store/schema.ts';
import type { PolicyFile } from './policy-schema.ts';
import { ALWAYS, DESK_CALENDAR, type Calendars } from './sla/calendars.ts';
import { fitsCalendar } from './sla/working-time.ts';

export interface WrongReference {
  path: readonly PropertyKey[];
  reason: string;
}

interface Known {
  holderOf: (name: string) => string | undefined;
  listed: readonly KnownPerson[];
  calendars: Calendars;
}

/** Mistakes of desk.yaml that only show when its parts are held against each other. */
export function wrongReferences(value: PolicyFile, known: Known): WrongReference[] {
  return [
    ...wrongPeople(value, known),
    ...wrongQueues(value, known),
    ...wrongTargets(value, known.calendars),
    ...wrongServiceLevels(value, known),
  ];
}

function wrongPeople(value: PolicyFile, { holderOf, listed }: Known): WrongReference[] {
  const queueIds = new Set(value.queues.map((q) => q.id));
  const isUnknown = unknownPeople(value, holderOf);
  const found: WrongReference[] = [];
  for (const [i, person] of value.demo.entries()) {
    for (const id of person.queues) {
      if (queueIds.has(id)) continue;
      found.push({ path: ['demo', i, 'queues'], reason: `${person.id}: there is no queue ${id}` });
    }
  }
  for (const [i, { id }] of repeated(value.demo, (person) => person.id)) {
    found.push({ path: ['demo', i, 'id'], reason: `Two people have the id ${id}` });
  }
  for (const [role, holders] of Object.entries(value.roles)) {
    for (const id of holders.filter(isUnknown)) {
      found.push({ path: ['roles', role], reason: `${role}: there is no person ${id}` });
    }
  }
  const { recoveryOwner } = value.survey;
  if (isUnknown(recoveryOwner)) {
    const reason = `survey.recoveryOwner: there is no person ${recoveryOwner}`;
    found.push({ path: ['survey', 'recoveryOwner'], reason });
  }
  for (const [i, { id }] of value.demo.entries()) {
    if (!listed.some((person) => person.id === id)) continue;
    found.push({ path: ['demo', i, 'id'], reason: `${id} is in people.yaml too` });
  }
  return found;
}

function wrongQueues({ queues }: PolicyFile, { calendars }: Known): WrongReference[] {
  const found: WrongReference[] = [];
  for (const [i, { id }] of repeated(queues, (q) => q.id)) {
    found.push({ path: ['queues', i, 'id'], reason: `Two queues have the id ${id}` });
  }
  for (const [i, { id }] of repeated(queues, (q) => `${q.line} ${q.department}`)) {
    found.push({ path: ['queues', i], reason: `${id}: another queue has the same line and department` });
  }
  for (const line of lines) {
    if (!queues.some((q) => q.line === line))
      found.push({ path: ['queues'], reason: `No queue has the line ${line}` });
  }
  for (const [i, { id, calendar }] of queues.entries()) {
    if (calendar === undefined || calendars.names.includes(calendar)) continue;
    found.push({ path: ['queues', i, 'calendar'], reason: `${id}: there is no calendar ${calendar}` });
  }
  return found;
}

function wrongTargets(value: PolicyFile, calendars: Calendars): WrongReference[] {
  const found: WrongReference[] = [];
  const check = (path: readonly PropertyKey[], length: Duration, name: string) => {
    if (fitsCalendar(length, calendars.named(name))) return;
    found.push({ path, reason: `${path.join('.')}: more working time than a year has` });
  };
  const used = [DESK_CALENDAR, ...value.queues.flatMap(({ calendar }) => calendar ?? [])];
  const names = [...new Set(used)].filter((name) => calendars.names.includes(name));
  for (const [priority, { resolve, respond, next = respond, aroundTheClock }] of Object.entries(
    value.targets,
  )) {
    for (const [which, length] of Object.entries({ respond, next, resolve })) {
      for (const name of aroundTheClock ? [ALWAYS] : names) check(['targets', priority, which], length, name);
    }
  }
  check(['survey', 'recoveryDue'], value.survey.recoveryDue, DESK_CALENDAR);
  for (const [i, { calendar = DESK_CALENDAR, targets }] of value.agreements.entries()) {
    if (!calendars.names.includes(calendar)) continue;
    for (const [priority, { resolve, respond, aroundTheClock }] of Object.entries(targets)) {
      for (const [which, length] of Object.entries({ respond, resolve })) {
        check(['agreements', i, 'targets', priority, which], length, aroundTheClock ? ALWAYS : calendar);
      }
    }
  }
  return found;
}

/** What agreements, lines, rotas and the expert pool name. */
function wrongServiceLevels(value: PolicyFile, { holderOf, calendars }: Known): WrongReference[] {
  const isUnknown = unknownPeople(value, holderOf);
  const queueIds = new Set(value.queues.map((q) => q.id));
  const types = new Set<string>(issueTypes);
  const found: WrongReference[] = [];
  const missing = (path: readonly PropertyKey[], what: string, name: string) =>
    found.push({ path, reason: `${path.slice(0, 1).join('.')}: there is no ${what} ${name}` });

  for (const [i, one] of value.agreements.entries()) {
    const at = (part: string) => ['agreements', i, part];
    for (const id of [...one.people, ...one.agents].filter(isUnknown)) missing(at('people'), 'person', id);
    for (const type of one.types.filter((name) => !types.has(name))) missing(at('types'), 'type', type);
    if (one.queue !== undefined && !queueIds.has(one.queue)) missing(at('queue'), 'queue', one.queue);
    if (one.calendar !== undefined && !calendars.names.includes(one.calendar)) {
      missing(at('calendar'), 'calendar', one.calendar);
    }
    if (one.people.length + one.departments.length === 0) {
      found.push({
        path: at('id'),
        reason: `agreements: ${one.id} is with nobody; name people or departments`,
      });
    }
    if (one.compensation.length > 0 && !one.fee) {
      found.push({
        path: at('compensation'),
        reason: `agreements: ${one.id} waives a fee that it doesn’t have`,
      });
    }
  }
  for (const [i, { id }] of repeated(value.agreements, ({ id: name }) => name)) {
    found.push({ path: ['agreements', i, 'id'], reason: `Two agreements have the id ${id}` });
  }
  for (const [i, rota] of value.onCall.entries()) {
    if (!queueIds.has(rota.queue)) missing(['onCall', i, 'queue'], 'queue', rota.queue);
    for (const id of rota.people.filter(isUnknown)) missing(['onCall', i, 'people'], 'person', id);
  }
  for (const [i, { type }] of value.lines.beyond.entries()) {
    if (!types.has(type)) missing(['lines', 'beyond', i, 'type'], 'type', type);
  }
  for (const [i, { person, fields }] of value.experts.entries()) {
    if (isUnknown(person)) missing(['experts', i, 'person'], 'person', person);
    for (const field of fields.filter((name) => !types.has(name)))
      missing(['experts', i, 'fields'], 'type', field);
  }
  if (value.incidents.company < value.incidents.department) {
    found.push({ path: ['incidents', 'company'], reason: 'incidents.company: fewer than for a department' });
  }
  return found;
}

/** The demo's people may be named even where they don't count. */
function unknownPeople(value: PolicyFile, holderOf: Known['holderOf']) {
  const demoIds = new Set(value.demo.map((person) => person.id));
  return (id: string) => !holderOf(id) && !demoIds.has(id);
}

/** Those whose key an earlier one has, with their place in the list. */
export function repeated<T>(list: readonly T[], keyOf: (one: T) => string): [number, T][] {
  const seen = new Set<string>();
  return [...list.entries()].filter(([, one]) => {
    const key = keyOf(one);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
}
