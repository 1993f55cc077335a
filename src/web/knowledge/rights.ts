import type { ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { DemoPerson } from '../deps.ts';
import { notFound } from '../refusal.ts';
import type { Visit } from '../visit.ts';

const ADMIN = 'knowledge-admin';

/** Whether `person` publishes, returns and retires. */
export function mayReview(person: DemoPerson | undefined): boolean {
  return person?.roles.includes(ADMIN) ?? false;
}

/** Whether `person` drafts, and sees what isn't published. */
export function mayDraft(person: DemoPerson | undefined): boolean {
  return mayReview(person) || (person?.queues.length ?? 0) > 0;
}

/** Who answers for an article says whether it is still right. */
export function mayVerify(person: DemoPerson | undefined, { owner }: Pick<ArticleRow, 'owner'>): boolean {
  return mayReview(person) || (mayDraft(person) && person?.id === owner);
}

/** Who owns an article may retire it: once it is published only he or a knowledge admin hands it on. */
export function mayHandOn(
  person: DemoPerson | undefined,
  { owner, version }: Pick<ArticleRow, 'owner' | 'version'>,
): boolean {
  return mayReview(person) || (mayDraft(person) && (version === null || person?.id === owner));
}

/** As in chat: who wrote a draft hands it in, or who answers for the article. */
export function maySubmit(
  person: DemoPerson | undefined,
  { owner }: Pick<ArticleRow, 'owner'>,
  draft: Pick<ArticleVersion, 'authorId'>,
): boolean {
  return mayReview(person) || (mayDraft(person) && (person?.id === draft.authorId || person?.id === owner));
}

/** As in chat: who added words takes them back, or a knowledge admin. */
export function mayTakeBack(
  person: DemoPerson | undefined,
  { addedBy }: { addedBy?: string | undefined },
): boolean {
  return mayReview(person) || (mayDraft(person) && person?.id === addedBy);
}

/** The visitor as one who drafts. To others these pages don't exist. */
export function drafter(visit: Visit): DemoPerson {
  if (!visit.person || !mayDraft(visit.person)) throw notFound();
  return visit.person;
}

/** The visitor as a knowledge admin. To others these pages don't exist. */
export function reviewer(visit: Visit): DemoPerson {
  if (!visit.person || !mayReview(visit.person)) throw notFound();
  return visit.person;
}
