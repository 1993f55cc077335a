import type { DeskPolicy, Queue } from './desk-policy.ts';

/** Somebody who may be given a ticket. */
export interface Candidate {
  id: string;
  /** His open tickets. */
  load: number;
  /** When he was given one last, UTC ms; 0 if never. */
  givenAt: number;
  isPresent: boolean;
  /** Issue types he is known to be good at, the best last: the place is the level. */
  skill: number;
}

/**
 * Whom a ticket is given to; nobody where all are away or full, then it waits to be claimed. Pure.
 * `round-robin`: who waited longest. `load`: who has least. `skill`: who knows most of it, then who has least.
 */
export function chooseAgent(
  candidates: readonly Candidate[],
  { assign, capacity }: Pick<Queue, 'assign' | 'capacity'>,
): Candidate | undefined {
  const free = candidates.filter(({ isPresent, load }) => isPresent && load < capacity);
  const byTurn = (a: Candidate, b: Candidate) => a.givenAt - b.givenAt || (a.id < b.id ? -1 : 1);
  switch (assign) {
    case 'claim':
      return undefined;
    case 'round-robin':
      return free.toSorted(byTurn)[0];
    case 'load':
      return free.toSorted((a, b) => a.load - b.load || byTurn(a, b))[0];
    case 'skill':
      return free.toSorted((a, b) => b.skill - a.skill || a.load - b.load || byTurn(a, b))[0];
  }
}

/** So many experts are called in at once. */
const INVITED = 2;

export interface Expert {
  person: string;
  level: number;
  load: number;
}

/** The experts who are called in on a field: the best, of equals the least busy; none who is full. Pure. */
export function chooseExperts(
  experts: DeskPolicy['experts'],
  { field, loadOf }: { field: string; loadOf: (person: string) => number },
): Expert[] {
  return experts
    .filter(({ fields }) => fields.includes(field))
    .filter(({ person, capacity }) => loadOf(person) < capacity)
    .map(({ person, level }) => ({ person, level, load: loadOf(person) }))
    .toSorted((a, b) => b.level - a.level || a.load - b.load || (a.person < b.person ? -1 : 1))
    .slice(0, INVITED);
}

/** How well somebody knows an issue type by the expert pool; 0 where he isn't in it. */
export function skillIn(experts: DeskPolicy['experts'], person: string, type: string): number {
  const levels = experts
    .filter((one) => one.person === person && one.fields.includes(type))
    .map(({ level }) => level);
  return Math.max(0, ...levels);
}
