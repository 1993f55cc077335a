import type { Connection, DemoPerson } from '../deps.ts';
import type { LetterDeps, LettersShown } from '../letter-deps.ts';
import type { Visit } from '../visit.ts';
import { Connections, DeadLetters } from './connections.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Avatar, Layout } from './layout.tsx';

interface LandingPageProps {
  visit: Visit;
  /** Empty where the demo is off. */
  people: DemoPerson[];
  connections: Connection[];
  /** Undefined where somebody has a page for them. */
  letters: LettersShown | undefined;
  letterWords: Pick<LetterDeps, 'platformName' | 'reasonOf'>;
  /** Whether there are a phone and a mailbox to look into. */
  hasDemoDirectory: boolean;
}

/** Says what this is and lets the visitor of the demo be somebody. */
export function LandingPage(props: LandingPageProps) {
  const { visit, people, connections, letters, letterWords, hasDemoDirectory } = props;
  const { t, isDemo } = visit;
  return (
    <Layout visit={visit} title={t('app.tagline')}>
      <main id="main" class="landing">
        <section class="hero">
          <p class="eyebrow">{t('app.tagline')}</p>
          <h1>{t('landing.title')}</h1>
          <p class="lead">{t('landing.intro')}</p>
          {isDemo && (
            <p class="demo-note">
              <span class="demo">{t('app.demo')}</span> {t('landing.demo')}
            </p>
          )}
        </section>
        {connections.length > 0 && (
          <div class="doors">
            <Connections visit={visit} connections={connections} />
            {letters && <DeadLetters visit={visit} deps={letterWords} letters={letters} />}
          </div>
        )}
        {isDemo && <Doors visit={visit} people={people} />}
        <p class="landing-foot">
          <a class="button" href="/knowledge">
            <Icon name="book" />
            {t('landing.articles')}
          </a>
          {hasDemoDirectory && (
            <a class="button" href="/demo/directory">
              {t('demo-directory.title')}
            </a>
          )}
          {isDemo && <span class="muted">{t('landing.tip')}</span>}
        </p>
      </main>
    </Layout>
  );
}

function Doors({ visit, people }: { visit: Visit; people: DemoPerson[] }) {
  const { t } = visit;
  return (
    <div class="doors">
      <Door
        visit={visit}
        icon="chat"
        title={t('landing.employees')}
        hint={t('landing.employees.hint')}
        people={people.filter((person) => person.queues.length === 0)}
      />
      <Door
        visit={visit}
        icon="desk"
        title={t('landing.staff')}
        hint={t('landing.staff.hint')}
        people={people.filter((person) => person.queues.length > 0)}
      />
    </div>
  );
}

interface DoorProps {
  visit: Visit;
  icon: IconName;
  title: string;
  hint: string;
  people: DemoPerson[];
}

function Door({ visit, icon, title, hint, people }: DoorProps) {
  return (
    <section class="door">
      <h2>
        <Icon name={icon} />
        {title}
      </h2>
      <p class="muted">{hint}</p>
      <form method="post" action="/session">
        {people.map((person) => (
          <button
            type="submit"
            name="person"
            value={person.id}
            class="person"
            aria-label={visit.t('landing.choose', { name: person.name })}
            aria-current={visit.person?.id === person.id ? 'true' : undefined}
          >
            <Avatar id={person.id} name={person.name} />
            <span class="person-text">
              <strong>{person.name}</strong>
              <span class="muted">
                {[person.title?.[visit.locale], person.department[visit.locale]].filter(Boolean).join(' · ')}
              </span>
            </span>
            {visit.person?.id === person.id && <Icon name="check" />}
          </button>
        ))}
      </form>
    </section>
  );
}
