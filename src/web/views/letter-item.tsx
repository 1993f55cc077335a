import type { LetterDeps, LetterView } from '../letter-deps.ts';
import type { LettersChoice } from '../letters-query.ts';
import type { ShownLetter } from '../letters-shown.ts';
import type { Visit } from '../visit.ts';
import { Time } from './time.tsx';

interface LetterItemProps {
  visit: Visit;
  deps: Pick<LetterDeps, 'platformName' | 'reasonOf'>;
  shown: ShownLetter;
  choice: Pick<LettersChoice, 'kind' | 'platform'>;
  mayAct: boolean;
}

/** One dead letter, and what may be done about it. */
export function LetterItem(props: LetterItemProps) {
  const { visit, deps, shown, mayAct } = props;
  const { t } = visit;
  const { letter, ticketNumber, excerpt, isHidden } = shown;
  const reason = deps.reasonOf(letter, visit.locale);
  const isUnknown = letter.of === 'outbox' && letter.row.state === 'unknown';
  return (
    <li class="letter" id={letter.id}>
      <p class="row wrap">
        <span class="number">{letter.id}</span>
        <span class={`badge ${letter.kind === 'waiting' ? 'priority-high' : 'priority-urgent'}`}>
          {stateText(props)}
        </span>
        {ticketNumber !== undefined && <a href={`/tickets/${ticketNumber}`}>{ticketNumber}</a>}
        <span class="muted small">
          <Time at={letter.since} visit={visit} />
        </span>
      </p>
      <p>{factsOf(props).join(' · ')}</p>
      {isUnknown && <p>{t('letters.unknown')}</p>}
      {reason?.why !== undefined && <p class="letter-why">{reason.why}</p>}
      {reason && <p class="small muted letter-reason">{reason.reason}</p>}
      <WaitLine {...props} />
      {excerpt !== undefined && (
        <p class="excerpt letter-excerpt" dir="auto">
          {excerpt}
        </p>
      )}
      {isHidden && <p class="small muted">{t('letters.hidden')}</p>}
      {mayAct && <Acts {...props} />}
    </li>
  );
}

function stateText({ visit, shown: { letter } }: LetterItemProps): string {
  const { t } = visit;
  if (letter.kind === 'waiting') return t('letters.state.waiting');
  if (letter.of === 'inbox') return t('letters.state.event');
  return t(letter.row.state === 'unknown' ? 'letters.state.unknown' : 'letters.state.dead');
}

/** What it is, on which platform, where, and how often it was tried. */
function factsOf({ visit, deps, shown }: LetterItemProps): string[] {
  const { t, locale } = visit;
  const { letter, platform, place } = shown;
  const what =
    letter.of === 'outbox' ? t(`letters.op.${letter.row.op}`) : t(`letters.event.${letter.row.payload.kind}`);
  const where = {
    desk: () => t('letters.place.desk', { queue: place.kind === 'desk' ? place.queue : '' }),
    chat: () =>
      place.kind === 'chat' && place.name !== undefined
        ? t('letters.place.chat', { name: place.name })
        : t('letters.place.somebody'),
    group: () => t('letters.place.group'),
    none: () => '',
  }[place.kind]();
  const { attempts } = letter.row;
  return [
    what,
    platform === undefined ? '' : deps.platformName(platform, locale),
    where,
    attempts > 0 ? t('letters.attempts', { n: attempts }) : '',
  ].filter(Boolean);
}

/** What it waits for, where it waits. */
export function WaitLine({
  visit,
  deps,
  shown,
}: Pick<LetterItemProps, 'visit' | 'deps'> & { shown: LetterView }) {
  const { t } = visit;
  const { letter, platform, isAway } = shown;
  const { wait } = letter;
  if (!wait) return null;
  if (wait.why === 'behind')
    return <p class="letter-why">{t('letters.wait.behind', { letter: wait.letter })}</p>;
  if (isAway && platform !== undefined) {
    return <p>{t('letters.wait.away', { platform: deps.platformName(platform, visit.locale) })}</p>;
  }
  if (wait.why !== 'later') return <p class="letter-why">{t(`letters.wait.${wait.why}`)}</p>;
  return (
    <p class="letter-why">
      {t('letters.wait.later')} <Time at={wait.until} visit={visit} />
    </p>
  );
}

function Acts(props: LetterItemProps) {
  const { visit, shown } = props;
  const { t } = visit;
  const { letter } = shown;
  const reasonId = `reason-${letter.id}`;
  return (
    <div class="row wrap letter-acts">
      {letter.kind !== 'waiting' && <Retry {...props} />}
      {letter.wait?.why !== 'in-hand' && (
        <details class="letter-act">
          <summary class="button" aria-label={t('letters.drop.label', { letter: letter.id })}>
            {t('letters.drop')}…
          </summary>
          <form method="post" action="/dead-letters/drop">
            <Hidden {...props} />
            {letter.kind === 'waiting' && <p class="small muted">{t('letters.drop.waiting')}</p>}
            <label for={reasonId}>{t('letters.drop.reason')}</label>
            <textarea id={reasonId} name="reason" rows={2} required maxlength={500} />
            <p class="small muted">{t('letters.drop.hint')}</p>
            <button type="submit" class="button danger">
              {t('letters.drop.confirm')}
            </button>
          </form>
        </details>
      )}
    </div>
  );
}

/** At once; or after a warning, where another try may do something twice. */
function Retry(props: LetterItemProps) {
  const { visit, deps, shown } = props;
  const { t } = visit;
  const { letter, platform = '', mayDouble } = shown;
  const label = t('letters.retry.label', { letter: letter.id });
  const isPersons = letter.of === 'inbox' && letter.row.payload.kind !== 'timer';
  if (!mayDouble && !isPersons) {
    return (
      <form method="post" action="/dead-letters/retry">
        <Hidden {...props} />
        <button type="submit" class="button primary" aria-label={label}>
          {t('letters.retry')}
        </button>
      </form>
    );
  }
  return (
    <details class="letter-act">
      <summary class="button" aria-label={label}>
        {t('letters.retry')}…
      </summary>
      <form method="post" action="/dead-letters/retry">
        <Hidden {...props} />
        <p class="small muted">
          {mayDouble
            ? t('letters.retry.twice', { platform: deps.platformName(platform, visit.locale) })
            : t('letters.retry.event')}
        </p>
        <button type="submit" class="button primary">
          {t('letters.retry.anyway')}
        </button>
      </form>
    </details>
  );
}

function Hidden({ visit, shown, choice }: LetterItemProps) {
  return (
    <>
      <input type="hidden" name="token" value={visit.token} />
      <input type="hidden" name="letter" value={shown.letter.id} />
      {choice.kind && <input type="hidden" name="kind" value={choice.kind} />}
      {choice.platform && <input type="hidden" name="platform" value={choice.platform} />}
    </>
  );
}
