import type { Child } from 'hono/jsx';
import type { DemoPerson } from '../deps.ts';
import { managesLetters, mayTurnResets } from '../rights.ts';
import { themes, type Visit } from '../visit.ts';
import { Icon, type IconName } from './icons.tsx';

export type Section = 'chat' | 'desk' | 'board' | 'knowledge' | 'reset' | 'letters';

export interface LayoutProps {
  visit: Visit;
  title: string;
  section?: Section | undefined;
  /** Fills the window and scrolls inside, as a chat does. */
  fixed?: boolean | undefined;
  /** Where the changed parts of this page are read from, and the channels whose changes say when. */
  live?: { url: string; channels: string[] } | undefined;
  /** Names of scripts beside the one that every page has. */
  scripts?: readonly string[] | undefined;
  children: Child;
}

/** The frame of every page. */
export function Layout({ visit, title, section, fixed, live, scripts = [], children }: LayoutProps) {
  const { t } = visit;
  return (
    <html lang={visit.locale} data-theme={visit.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={visit.theme === 'auto' ? 'light dark' : visit.theme} />
        <title>{`${title} · ${t('app.name')}`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={`/assets/style.css?v=${visit.version}`} />
        {section === 'board' && <link rel="stylesheet" href={`/assets/board.css?v=${visit.version}`} />}
        {section === 'reset' && <link rel="stylesheet" href={`/assets/reset.css?v=${visit.version}`} />}
        {section === 'knowledge' && (
          <link rel="stylesheet" href={`/assets/knowledge.css?v=${visit.version}`} />
        )}
        <script src={`/assets/app.js?v=${visit.version}`} defer />
        {scripts.map((name) => (
          <script src={`/assets/${name}?v=${visit.version}`} defer />
        ))}
      </head>
      <body
        class={fixed ? 'fixed' : undefined}
        data-person={visit.person?.id}
        data-live={live?.url}
        data-channels={live?.channels.join(' ')}
        data-offline={t('app.connecting')}
        data-failed={t('app.failed')}
      >
        <a class="skip" href="#main">
          {t('app.skip')}
        </a>
        <Header visit={visit} section={section} />
        {children}
        <p id="notice" class="notice" role="status" hidden />
      </body>
    </html>
  );
}

function Header({ visit, section }: { visit: Visit; section: Section | undefined }) {
  const { t, person } = visit;
  return (
    <header class="top">
      <a class="brand" href="/">
        <Icon name="mark" />
        <span class="brand-name">{t('app.name')}</span>
        {visit.isDemo && <span class="demo">{t('app.demo')}</span>}
      </a>
      <nav aria-label={t('nav.label')}>
        {person && <NavLink name="chat" icon="chat" text={t('nav.chat')} current={section} />}
        {person && person.queues.length > 0 && (
          <NavLink name="desk" icon="desk" text={t('nav.desk')} current={section} />
        )}
        {person && person.queues.length > 0 && (
          <NavLink name="board" icon="graph" text={t('board.nav')} current={section} />
        )}
        <NavLink name="knowledge" icon="book" text={t('nav.articles')} current={section} />
      </nav>
      <Menu visit={visit} />
    </header>
  );
}

interface NavLinkProps {
  name: Section;
  icon: IconName;
  text: string;
  current: Section | undefined;
}

function NavLink({ name, icon, text, current }: NavLinkProps) {
  return (
    <a href={`/${name}`} aria-current={current === name ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{text}</span>
    </a>
  );
}

function Menu({ visit }: { visit: Visit }) {
  const { t, person } = visit;
  return (
    <details class="menu" id="menu">
      <summary aria-label={person?.name ?? t('app.language')}>
        {person ? <Avatar id={person.id} name={person.name} /> : <Icon name="person" />}
        <span class="menu-name">{person?.name ?? t('app.language')}</span>
        <Icon name="down" />
      </summary>
      <div class="menu-panel">
        {person && <PersonLine person={person} visit={visit} />}
        <form method="post" action="/language" class="choices">
          <input type="hidden" name="back" value={visit.path} />
          <span class="label">{t('app.language')}</span>
          <span class="segments">
            <Choice name="locale" value="zh-CN" text="中文" chosen={visit.locale} lang="zh-CN" />
            <Choice name="locale" value="en" text="English" chosen={visit.locale} lang="en" />
          </span>
        </form>
        <form method="post" action="/theme" class="choices">
          <input type="hidden" name="back" value={visit.path} />
          <span class="label">{t('app.theme')}</span>
          <span class="segments">
            {themes.map((theme) => (
              <Choice name="theme" value={theme} text={t(`app.theme.${theme}`)} chosen={visit.theme} />
            ))}
          </span>
        </form>
        {person && managesLetters(person) && (
          <a class="button wide" href="/dead-letters">
            {t('letters.title')}
          </a>
        )}
        {person && mayTurnResets(person) && (
          <a class="button wide" href="/admin/password-reset">
            {t('reset-admin.title')}
          </a>
        )}
        {person && (
          <a class="button wide" href="/">
            {t('app.switchPerson')}
          </a>
        )}
        <p class="small muted">{t('app.version', { version: visit.version })}</p>
      </div>
    </details>
  );
}

function PersonLine({ person, visit }: { person: DemoPerson; visit: Visit }) {
  return (
    <p class="person-line">
      <strong>{person.name}</strong>
      <span class="muted">{person.title?.[visit.locale] ?? person.department[visit.locale]}</span>
    </p>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  text: string;
  chosen: string;
  lang?: string;
}

function Choice({ name, value, text, chosen, lang }: ChoiceProps) {
  return (
    <button type="submit" name={name} value={value} lang={lang} aria-pressed={String(chosen === value)}>
      {text}
    </button>
  );
}

/** A round with the person's first character, in a colour of his own. */
export function Avatar({ id, name }: { id: string; name: string }) {
  const hue = [...Buffer.from(id)].reduce((sum, byte) => sum * 31 + byte, 7) % 6;
  const initial = Array.from(name.trim())[0]?.toUpperCase() ?? '?';
  return (
    <span class={`avatar hue-${hue}`} aria-hidden="true">
      {initial}
    </span>
  );
}
