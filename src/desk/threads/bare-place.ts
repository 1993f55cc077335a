import type { Place } from '../../platforms/platform.ts';

/** A place and nothing else, as it is kept. */
export function barePlace({ platform, tenant, channel, thread }: Place): Place {
  return thread === undefined ? { platform, tenant, channel } : { platform, tenant, channel, thread };
}
