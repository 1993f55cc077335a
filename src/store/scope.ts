import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './database.ts';
import { NestedTransactionError } from './errors.ts';

const current = new AsyncLocalStorage<{ open: boolean }>();

/** Throws where a transaction is already open: waiting for a second one inside it would wait for ever. */
export function refuseNesting(): void {
  if (current.getStore()?.open) throw new NestedTransactionError();
}

/** Hands `work` a handle that dies with the transaction. */
export async function lend<T>(handle: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { proxy, revoke } = Proxy.revocable(handle, {});
  const scope = { open: true };
  try {
    return await current.run(scope, () => work(proxy));
  } finally {
    scope.open = false;
    revoke();
  }
}
