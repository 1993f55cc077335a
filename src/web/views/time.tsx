import { absoluteTime, relativeTime } from '../time.ts';
import type { Visit } from '../visit.ts';

/** An instant (UTC ms) as `3 分钟前`, with the exact time of the desk's zone as its title. */
export function Time({ at, visit }: { at: number; visit: Visit }) {
  return (
    <time
      datetime={new Date(at).toISOString()}
      data-at={at}
      title={absoluteTime(at, visit.locale, visit.timeZone)}
    >
      {relativeTime(at, visit.at, visit.locale)}
    </time>
  );
}

/** The same written out, for records. */
export function ExactTime({ at, visit }: { at: number; visit: Visit }) {
  return <time datetime={new Date(at).toISOString()}>{absoluteTime(at, visit.locale, visit.timeZone)}</time>;
}
