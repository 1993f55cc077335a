import { eq } from 'drizzle-orm';
import type { People } from '../identity/people.ts';
import type { Database } from '../store/database.ts';
import type { DeskPolicy } from './desk-policy.ts';

export interface StaffCheckOptions {
  db: Database;
  policy: Pick<DeskPolicy, 'roles' | 'queues' | 'experts' | 'onCall' | 'demo'>;
  people: Pick<People, 'identitiesOf'>;
}

/** Whether somebody has any role at the desk, or was ever seen at work in one of its channels. */
export function createStaffCheck({ db, policy, people }: StaffCheckOptions) {
  const { deskMembers } = db.tables;
  const named = new Set([
    ...Object.values(policy.roles).flat(),
    ...policy.queues.flatMap(({ members }) => members),
    ...policy.experts.map(({ person }) => person),
    ...policy.onCall.flatMap((one) => one.people),
    ...policy.demo.filter(({ queues }) => queues.length > 0).map(({ id }) => id),
  ]);

  return async function isStaff(personId: string): Promise<boolean> {
    if (named.has(personId)) return true;
    const accounts = await people.identitiesOf(personId);
    if (accounts.some(({ platform, userId }) => named.has(`${platform}:${userId}`))) return true;
    const seen = await db.read.select().from(deskMembers).where(eq(deskMembers.personId, personId)).limit(1);
    return seen.length > 0;
  };
}
