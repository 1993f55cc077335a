import type { Content } from './content.ts';
import { keepListed } from './identity/keep-listed.ts';
import type { StoredEvent } from './runtime/inbox.ts';
import type { Services } from './services.ts';
import type { Database } from './store/database.ts';
import { createRelink } from './tickets/relink.ts';

export interface ListedPeopleOptions {
  content: Content;
  now: () => number;
  db: Database;
  services: Services;
}

/** Keeps the people that the content names; those on a platform once it is known which organisation it is. */
export function createListedPeople({ db, content, services, now }: ListedPeopleOptions) {
  /** By platform: done, or being done. */
  const kept = new Map<string, Promise<void>>();
  const relink = createRelink(db.tables);
  const tenantOf = (platform: string) => services.tenantOf(platform) || undefined;

  async function keep(): Promise<void> {
    await keepListed({ db, directory: content.directory, tenantOf, relink, now: now() });
  }

  return {
    keep,
    /** Before the first event of a platform is worked on: it is known by then which organisation that is. */
    async keepFor(event: StoredEvent['payload']): Promise<void> {
      if (event.kind === 'timer' || !tenantOf(event.platform)) return;
      const { platform } = event;
      let done = kept.get(platform);
      if (!done) {
        done = keep();
        kept.set(platform, done);
        done.catch(() => kept.delete(platform));
      }
      await done;
    },
  };
}
