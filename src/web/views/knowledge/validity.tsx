import { absoluteTime } from '../../time.ts';
import type { Visit } from '../../visit.ts';
import { Time } from '../time.tsx';

interface ValidityProps {
  /** UTC ms. */
  until: number;
  visit: Visit;
  /** Left out where the label stands beside it. */
  bare?: boolean;
}

/** How long an article counts as true; once that is over, since which day it doesn't. */
export function Validity({ until, visit, bare = false }: ValidityProps) {
  const { t, at, locale, timeZone } = visit;
  if (until < at) return <>{t('knowledge.was-valid', { date: absoluteTime(until, locale, timeZone) })}</>;
  return (
    <>
      {!bare && `${t('knowledge.valid')} `}
      <Time at={until} visit={visit} />
    </>
  );
}
