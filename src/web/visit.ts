import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Locale } from '../platforms/platform.ts';
import type { DemoPerson, WebDeps } from './deps.ts';
import type { Translate } from './texts.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const cookies = {
  person: 'deskline_person',
  locale: 'deskline_locale',
  theme: 'deskline_theme',
} as const;

/** Who asks, and how the answer is to look. */
export interface Visit {
  person: DemoPerson | undefined;
  locale: Locale;
  t: Translate;
  theme: Theme;
  path: string;
  /** The time of this request, UTC ms. */
  at: number;
  timeZone: string;
  requestId: string;
  version: string;
  /** Whether there are people to try it as. */
  isDemo: boolean;
  /** What the forms of this page bring back; empty where none asks for it. */
  token: string;
}

export interface WebEnv {
  Variables: { visit: Visit };
}

/** Reads the visit from the request's cookies and headers. */
export function readVisit(c: Context, deps: WebDeps): Visit {
  const locale =
    localeOf(getCookie(c, cookies.locale)) ?? accepted(c.req.header('accept-language')) ?? deps.locale;
  const theme = getCookie(c, cookies.theme);
  const personId = getCookie(c, cookies.person);
  return {
    person: deps.people.find((person) => person.id === personId),
    locale,
    t: deps.texts.of(locale),
    theme: themes.find((known) => known === theme) ?? 'auto',
    path: c.req.path,
    at: deps.now(),
    timeZone: deps.timeZone,
    requestId: deps.newId(),
    version: deps.version,
    isDemo: deps.people.length > 0,
    token: '',
  };
}

/** The language a name such as `zh`, `zh-TW` or `en-GB` asks for. */
export function localeOf(tag: string | undefined): Locale | undefined {
  if (tag === undefined) return undefined;
  if (/^zh\b/i.test(tag)) return 'zh-CN';
  return /^en\b/i.test(tag) ? 'en' : undefined;
}

/** The first language of an Accept-Language header that is spoken here. */
function accepted(header = ''): Locale | undefined {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().split(/\s*;\s*/);
      const quality = options.find((option) => option.startsWith('q='));
      return { tag, quality: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const locale = localeOf(tag);
    if (locale) return locale;
  }
  return undefined;
}
