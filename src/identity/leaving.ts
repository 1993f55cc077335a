import type { Tables } from '../store/schema.ts';
import type { Identity, IdentityRow, Person } from './people.ts';
import type { LinkCause } from './relink.ts';

/** An account that gets a person of its own, of whom something is moved to him. */
export interface Leaving {
  identity: IdentityRow;
  /** The person who is left. */
  left: Person;
  /** The new person behind the account. */
  own: Person;
  cause: LinkCause;
}

type Received = Tables['inbox']['$inferSelect']['payload'];

/** Whether it was the account that did what was received. */
export function isFrom({ platform, tenant, userId }: Identity, payload: Received): boolean {
  return isOn({ platform, tenant }, payload) && 'sender' in payload && payload.sender.userId === userId;
}

/** Whether it was done on the account's platform. */
export function isOn({ platform, tenant }: Omit<Identity, 'userId'>, payload: Received): boolean {
  return payload.kind !== 'timer' && payload.platform === platform && payload.tenant === tenant;
}
