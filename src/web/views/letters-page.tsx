import type { LetterAct } from '../../runtime/dead-letters.ts';
import { letterKinds } from '../../runtime/letter-list.ts';
import type { LetterDeps } from '../letter-deps.ts';
import { lettersPath, refusals, type LettersChoice } from '../letters-query.ts';
import type { LettersOfVisitor } from '../letters-shown.ts';
import type { NameOf } from '../names.ts';
import { absoluteTime } from '../time.ts';
import type { Visit } from '../visit.ts';
import { Layout } from './layout.tsx';
import { LetterItem } from './letter-item.tsx';
import { ExactTime } from './time.tsx';

interface LettersProps extends LettersOfVisitor {
  visit: Visit;
  deps: Pick<LetterDeps, 'platformName' | 'reasonOf'>;
  choice: LettersChoice;
  platforms: string[];
  perPage: number;
  acts: LetterAct[];
  /** What was last decided about the letter that the address names. */
  last: LetterAct | undefined;
  nameOf: NameOf;
  mayAct: boolean;
}

/** What could not be delivered or worked on, or waits for long. */
export function LettersPage(props: LettersProps) {
  const { visit, choice, letters, counts, mayAct } = props;
  const { t } = visit;
  const isEmpty = letterKinds.every((kind) => counts[kind] === 0);
  return (
    <Layout visit={visit} title={t('letters.title')} section="letters">
      <main id="main" class="wide letters">
        <div class="page-head">
          <h1>{t('letters.title')}</h1>
        </div>
        <p class="muted">{t('letters.intro')}</p>
        {!mayAct && <p class="muted">{t('letters.read-only')}</p>}
        <Said {...props} />
        <Filters {...props} />
        {letters.length === 0 && (
          <p class="muted empty">
            {t(isEmpty && choice.platform === undefined ? 'letters.none' : 'letters.none-such')}
          </p>
        )}
        {mayAct && <RetryAll visit={visit} choice={choice} counts={counts} />}
        <ul class="letter-list">
          {letters.map((letter) => (
            <LetterItem visit={visit} deps={props.deps} shown={letter} choice={choice} mayAct={mayAct} />
          ))}
        </ul>
        <Pages {...props} />
        <Recent {...props} />
      </main>
    </Layout>
  );
}

function Said({ visit, choice, last, nameOf }: LettersProps) {
  const { said, letter = '', n = 0, left = 0 } = choice;
  if (!said) return null;
  const isRefused = (refusals as readonly string[]).includes(said);
  const name = last ? actorName(last, nameOf) : '';
  const at = last ? absoluteTime(last.at, visit.locale, visit.timeZone) : '';
  return (
    <p class={isRefused ? 'compose-error flash' : 'thanks flash'} role={isRefused ? 'alert' : 'status'}>
      {visit.t(`letters.said.${said}`, { letter, n, left, name, at })}
    </p>
  );
}

function Filters({ visit, deps, choice, counts, platforms }: LettersProps) {
  const { t } = visit;
  const { kind: chosen, platform } = choice;
  const sum = letterKinds.reduce((all, kind) => all + counts[kind], 0);
  return (
    <>
      <nav class="tabs letter-tabs" aria-label={t('letters.kinds')}>
        {([undefined, ...letterKinds] as const).map((kind) => (
          <a href={lettersPath({ kind, platform })} aria-current={kind === chosen ? 'page' : undefined}>
            {t(kind === undefined ? 'letters.all' : `letters.kind.${kind}`)}
            <span class="count">{kind === undefined ? sum : counts[kind]}</span>
          </a>
        ))}
      </nav>
      <form method="get" action="/dead-letters" class="row wrap letter-filter">
        {chosen && <input type="hidden" name="kind" value={chosen} />}
        <label for="platform">{t('letters.platform')}</label>
        <select id="platform" name="platform">
          <option value="">{t('letters.every-platform')}</option>
          {platforms.map((name) => (
            <option value={name} selected={name === platform}>
              {deps.platformName(name, visit.locale)}
            </option>
          ))}
        </select>
        <button type="submit" class="button">
          {t('letters.show')}
        </button>
      </form>
    </>
  );
}

function RetryAll({ visit, choice, counts }: Pick<LettersProps, 'visit' | 'choice' | 'counts'>) {
  const { t } = visit;
  const { kind, platform } = choice;
  const many = (kind === 'event' ? 0 : counts.message) + (kind === 'message' ? 0 : counts.event);
  if (kind === 'waiting' || many < 2) return null;
  return (
    <details class="letter-act">
      <summary class="button">{t('letters.retry-all')}</summary>
      <form method="post" action="/dead-letters/retry-all">
        <input type="hidden" name="token" value={visit.token} />
        {kind && <input type="hidden" name="kind" value={kind} />}
        {platform && <input type="hidden" name="platform" value={platform} />}
        <p class="small muted">{t('letters.retry-all.hint')}</p>
        <button type="submit" class="button primary">
          {t('letters.retry-all.confirm')}
        </button>
      </form>
    </details>
  );
}

function Pages({ visit, choice, counts, perPage }: LettersProps) {
  const { t } = visit;
  const { kind, page } = choice;
  const many = letterKinds
    .filter((one) => kind === undefined || one === kind)
    .reduce((all, one) => all + counts[one], 0);
  const pages = Math.max(1, Math.ceil(many / perPage));
  if (pages === 1 && page === 1) return null;
  return (
    <nav class="row wrap" aria-label={t('letters.pages')}>
      {page > 1 && (
        <a href={lettersPath(choice, { page: Math.min(page - 1, pages) })}>{t('letters.before')}</a>
      )}
      <span class="muted">{t('letters.page', { page, pages })}</span>
      {page < pages && <a href={lettersPath(choice, { page: page + 1 })}>{t('letters.next')}</a>}
    </nav>
  );
}

function Recent({ visit, acts, nameOf }: LettersProps) {
  const { t } = visit;
  if (acts.length === 0) return null;
  return (
    <section class="letter-recent">
      <h2>{t('letters.recent')}</h2>
      <ul>
        {acts.map((act) => (
          <li>
            <span class="number">{act.letter}</span> {t(`letters.act.${act.act}`)} · {actorName(act, nameOf)}{' '}
            · <ExactTime at={act.at} visit={visit} />
            {act.reason !== null && (
              <span class="muted" dir="auto">
                {' '}
                · {act.reason}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function actorName({ actor }: LetterAct, nameOf: NameOf): string {
  return actor.startsWith('command:') ? actor.slice('command:'.length) : nameOf(actor);
}
