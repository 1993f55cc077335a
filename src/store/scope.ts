import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './database.ts';
import { WaitingTransactionError } from './errors.ts';

/** Hands `work` a handle that dies with the transaction. */
export async function lend<T>(handle: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { proxy, revoke } = Proxy.revocable(handle, {});
  try {
    return await work(proxy);
  } finally {
    revoke();
  }
}

/** What lives as long as a connection: the queries that were built for it. */
export type ConnectionQueries = Map<string, unknown>;

interface Scope {
  open: boolean;
  queries?: ConnectionQueries | undefined;
}

/**
 * Refuses a transaction inside a transaction where several run side by side: the inner one would not belong to the
 * outer, and waiting for its connection or its locks could last for ever. Needed where queries wait for a network;
 * SQLite's group commit sees more, at less cost (on Node 20 the storage slows down every promise of the process).
 */
export function transactionScope() {
  const current = new AsyncLocalStorage<Scope>();
  return {
    async unnested<T>(transaction: () => Promise<T>): Promise<T> {
      if (current.getStore()?.open) throw new WaitingTransactionError();
      const scope: Scope = { open: true };
      return current.run(scope, async () => {
        try {
          return await transaction();
        } finally {
          scope.open = false;
        }
      });
    },
    /** Says on which connection the present transaction runs. */
    on(queries: ConnectionQueries): void {
      const scope = current.getStore();
      if (scope) scope.queries = queries;
    },
    /** The queries of the connection on which the present transaction runs; undefined outside of one. */
    queries(): ConnectionQueries | undefined {
      const scope = current.getStore();
      return scope?.open ? scope.queries : undefined;
    },
  };
}
