import type { Logger } from 'pino';
import { restoredAt } from './backup/adopt.ts';
import type { Surroundings } from './platforms/platform.ts';
import { failure } from './runtime/failure.ts';
import { missedSince } from './runtime/missed.ts';
import { sentMessage } from './runtime/presses.ts';
import type { SingleHolder } from './runtime/single-holder.ts';
import type { Services } from './services.ts';
import type { Database } from './store/database.ts';

export interface SurroundingsOptions {
  log: Logger;
  now: () => number;
  db: Database;
  services: Services;
  holder: SingleHolder;
}

/** What a platform may ask of the program. */
export function surroundingsOf({ db, now, log, services, holder }: SurroundingsOptions): Surroundings {
  const { attachments, threads, tellAdmins } = services;
  return {
    now,
    log,
    readFile: (file) => attachments.readFile(file),
    sentMessage: (place, messageId) => sentMessage(db, place, messageId),
    async missed(platform) {
      const missed = await missedSince(db, { platform, now: now(), also: await threads.watched(platform) });
      // What was written before an old copy was put back was answered, although the copy doesn't know of it.
      return { ...missed, since: Math.max(missed.since, (await restoredAt(db)) ?? 0) };
    },
    holdAlone: (name, work) => holder.holdAlone(name, work),
    alert(alert) {
      const { platform, code, text } = alert;
      log.error({ platform, code, reason: text }, 'a platform needs an administrator');
      void db
        .transaction({}, (tx) => tellAdmins(tx, alert))
        .catch((error: unknown) => log.error(failure(error), 'telling administrators failed'));
    },
  };
}
