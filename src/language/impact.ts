import { clauses } from './clauses.ts';
import type { ImpactWords } from './content.ts';
import { createFinder } from './finder.ts';
import type { Hit } from './finder.ts';

export interface Impact {
  value: 'person' | 'department' | 'company';
  /** False when nobody was mentioned. */
  said: boolean;
}

type List =
  | 'onlyMe'
  | 'company'
  | 'companyGroup'
  | 'companyMany'
  | 'department'
  | 'departmentGroup'
  | 'departmentMany'
  | 'receivers'
  | 'notGroups'
  | 'fine'
  | 'faults';

/** Reads from normalised text how many people are affected. */
export function createImpact(words: ImpactWords, faults: readonly string[]): (normalised: string) => Impact {
  const find = createFinder<List>({
    onlyMe: words.onlyMe,
    company: words.company.phrases,
    companyGroup: words.company.groups,
    companyMany: words.company.many,
    department: words.department.phrases,
    departmentGroup: words.department.groups,
    departmentMany: words.department.many,
    receivers: words.receivers,
    notGroups: words.notGroups,
    fine: words.fine,
    faults,
  });

  return function impact(normalised) {
    let value: Impact['value'] = 'person';
    let onlyMe = false;
    for (const { text } of clauses(normalised)) {
      const said = inClause(find(text));
      if (said === 'company') return { value: 'company', said: true };
      if (said === 'department') value = 'department';
      if (said === 'person') onlyMe = true;
    }
    return { value, said: onlyMe || value !== 'person' };
  };
}

function inClause(hits: Hit<List>[]): Impact['value'] | undefined {
  const has = (list: List) => hits.some((h) => h.list === list);
  if (has('onlyMe')) return 'person';
  if (has('receivers')) return undefined;
  if (has('fine') && !has('faults')) return undefined;
  if (has('company') || isGroup(hits, 'companyGroup', 'companyMany')) return 'company';
  if (has('department') || isGroup(hits, 'departmentGroup', 'departmentMany')) return 'department';
  return undefined;
}

function isGroup(hits: Hit<List>[], group: List, many: List): boolean {
  const masks = hits.filter((h) => h.list === 'notGroups');
  const groups = hits.filter((h) => h.list === group && !masks.some((m) => m.from <= h.from && h.to <= m.to));
  return groups.length > 0 && hits.some((h) => h.list === many);
}
