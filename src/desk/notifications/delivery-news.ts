import type { OutboxRow } from '../../runtime/deliveries.ts';
import type { Transaction } from '../../store/database.ts';
import { createDeadLetterAlerts } from './dead-letter-alerts.ts';
import { createReceipts } from './receipts.ts';
import { createUndelivered, type UndeliveredOptions } from './undelivered.ts';

/** Tells people what became of what was to be sent, and of what was received. */
export function createDeliveryNews(options: UndeliveredOptions) {
  const undelivered = createUndelivered(options);
  const receipts = createReceipts(options);

  return {
    undelivered,
    alerts: createDeadLetterAlerts(options.tellAdmins),

    /** For a row that has become sent, unknown or dead, where somebody waits to hear of it. */
    async settled(tx: Transaction, row: OutboxRow): Promise<void> {
      await receipts.settled(tx, row);
      await undelivered.tellArrived(tx, row);
    },

    /** For a row that still waited when a person dropped it; its error says so. */
    dropped: (tx: Transaction, row: OutboxRow): Promise<void> =>
      row.carries === null ? undelivered.tellDropped(tx, row) : receipts.settled(tx, row),
  };
}
