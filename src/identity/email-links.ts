import { carryOutAll, type CarryingOut } from './carry-out.ts';
import { directoryOf } from './directory.ts';
import type { Identity } from './people.ts';
import { isIdentity } from './separate.ts';

/** Finds whose an account is that was met before its e-mail address was known, or stood on the company's list. */
export function createEmailLinks({ db, directory, relink }: Omit<CarryingOut, 'now'>) {
  const { identities } = db.tables;
  const { ownerOfEmail } = directoryOf(directory);

  /** `email`: what the account's own platform says now. */
  return async function joinOwner(identity: Identity, email: string | undefined, now: number): Promise<void> {
    const personId = ownerOfEmail(identity.platform, email);
    if (personId === undefined) return;
    const [row] = await db.read.select().from(identities).where(isIdentity(db.tables, identity));
    if (row?.via !== 'first-contact') return;
    const concerns = [row.personId, personId];
    const change = { do: 'give', by: 'email', identity, personId, concerns } as const;
    await carryOutAll({ db, directory, relink, now }, [change]);
  };
}
