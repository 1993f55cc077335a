import type { Logger } from 'pino';
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
    missed: async (platform) =>
      missedSince(db, { platform, now: now(), also: await threads.watched(platform) }),
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
