import { z } from 'zod';
import { errorCodes } from './extract.ts';
import { createFinder } from './finder.ts';
import { normalise } from './tokens.ts';

const phrases = z.array(z.string().min(1)).min(1);
const lists = z.record(z.string().regex(/^[a-z]+$/), phrases);

/** `language/incidents.yaml`. */
export const incidentsFile = z.strictObject({
  services: lists,
  own: lists,
  symptoms: lists,
  local: phrases,
  personal: phrases,
});

export type OutageWords = z.infer<typeof incidentsFile>;

/**
 * What a report of something that fails is compared by, in any language: `service:vpn`, `own:printer`, `name:saleshub`,
 * `symptom:down`, `code:809`, `place:3f`.
 */
export type Features = readonly string[];

const PLACES: readonly RegExp[] = [
  /(?<![\d.])(\d{1,3})\s?(?:楼|层|樓|層|f\b|\/f\b)/giu,
  /\b(?:floor|level)\s?(\d{1,3})\b/giu,
  /\b(\d{1,3})(?:st|nd|rd|th)?\s?floor\b/giu,
];
const BUILDING = /([a-z\d]{1,3})\s?(?:座|栋|号楼)|\bbuilding\s([a-z\d]{1,3})\b/giu;
/** A system by its name: `MES 系统`, `SalesHub platform`, “飞书审批系统”. */
const NAMED_SYSTEM =
  /([a-z][a-z\d-]{1,20})\s?(?:系统|平台|软件|系統|平臺|\bsystem\b|\bplatform\b|\bserver\b|\bapp\b|\bportal\b)/giu;
const HAN_SYSTEM = /(\p{Script=Han}{2,4})(?:系统|平台|系統|平臺)/gu;
/** Han characters before 系统 that are no part of its name. */
const NO_NAME =
  /^(?:整个|这个|那个|我们|公司|咱们|你们|大家|所有|电脑|手机|操作|一个|登录|打开|使用|进入|现在|今天|突然)|的|了|都|上/u;
const NO_ENGLISH_NAME = new Set(
  'the a an our my this that your whole operating computer file mail web one any same new it is and not can for'.split(
    ' ',
  ),
);
/** In a Chinese sentence any Latin word may be a name; in an English one it is written like one. */
const HAN = /\p{Script=Han}/u;
const LATIN_WORD = /(?<![a-z\d])[a-z][a-z\d-]{2,20}(?![a-z\d])/gu;
const LIKE_A_NAME = /\b(?:[A-Z][a-z]+[A-Z]\w*|[A-Z]{3,12})\b/g;
const NUMERALS = '零一二三四五六七八九十';

/** Reads what a text reports as failing; undefined where it is a request, one person's own affair, or names nothing. */
export type OutageReader = (text: string) => Features | undefined;

export function createOutageReader(words: OutageWords): OutageReader {
  const named = (kind: string, of: z.infer<typeof lists>) =>
    Object.entries(of).map(([name, list]) => [`${kind}:${name}`, list] as const);
  const find = createFinder(
    Object.fromEntries([
      ...named('service', words.services),
      ...named('own', words.own),
      ...named('symptom', words.symptoms),
      ['personal', words.personal],
    ]),
  );

  const listed = [...Object.values(words.services), ...Object.values(words.own), words.local].flat();
  const ordinary = new Set(listed.flatMap((phrase) => [normalise(phrase), ...normalise(phrase).split(' ')]));

  return (text) => {
    const normalised = normalise(text);
    const found = new Set(find(normalised).map(({ list }) => list));
    if (found.has('personal')) return undefined;
    const names = namesIn(text, normalised)
      .filter((name) => !ordinary.has(name) && !ordinary.has(`${name}系统`))
      .map((name) => `name:${name}`);
    const things = [...found].filter((one) => one.startsWith('service:') || one.startsWith('own:'));
    const symptoms = [...found].filter((one) => one.startsWith('symptom:'));
    if (things.length + names.length === 0 || symptoms.length === 0) return undefined;
    const codes = errorCodes(text).map((code) => `code:${code.toLowerCase()}`);
    return [...new Set([...things, ...names, ...symptoms, ...codes, ...placesIn(normalised)])].toSorted();
  };
}

/**
 * Whether two reports tell of one cause: the same service or named system, failing in the same way, and nothing said
 * of it (a place, an error's code) that both name and name differently. What people have of their own must also be in the same place
 * or have the same name. Pure.
 */
export function isAlike(a: Features, b: Features): boolean {
  if (!shares(a, b, 'symptom')) return false;
  if (conflicts(a, b, 'place') || conflicts(a, b, 'code')) return false;
  if (shares(a, b, 'service') || shares(a, b, 'name')) return true;
  return shares(a, b, 'own') && shares(a, b, 'place') && !conflicts(a, b, 'service');
}

/** Services that others run over: whoever names another one means that. */
const CARRIERS = new Set(['service:network', 'service:wifi', 'service:website']);

/** What a report is counted under, and what like ones are looked up by. */
export function topicOf(features: Features): string {
  const services = of(features, 'service');
  const thing =
    services.find((one) => !CARRIERS.has(one)) ??
    services[0] ??
    of(features, 'name')[0] ??
    of(features, 'own')[0];
  return [thing ?? '', of(features, 'symptom')[0] ?? ''].join(' ');
}

function of(features: Features, kind: string): string[] {
  return features.filter((one) => one.startsWith(`${kind}:`));
}

function shares(a: Features, b: Features, kind: string): boolean {
  const there = new Set(of(b, kind));
  return of(a, kind).some((one) => there.has(one));
}

function conflicts(a: Features, b: Features, kind: string): boolean {
  return of(a, kind).length > 0 && of(b, kind).length > 0 && !shares(a, b, kind);
}

function placesIn(normalised: string): string[] {
  const counted = normalised.replace(/[一二三四五六七八九十](?=[楼层樓層])/gu, (one) =>
    String(NUMERALS.indexOf(one)),
  );
  const floors = PLACES.flatMap((pattern) =>
    [...counted.matchAll(pattern)].map(([, n]) => `place:${Number(n)}f`),
  );
  const buildings = [...normalised.matchAll(BUILDING)].map(([, han, latin]) => `place:${han ?? latin}`);
  return [...floors, ...buildings];
}

function namesIn(text: string, normalised: string): string[] {
  const latin = [...normalised.matchAll(NAMED_SYSTEM)].map(([, name = '']) => name);
  const han = [...normalised.matchAll(HAN_SYSTEM)]
    .map(([, name = '']) => name)
    .filter((name) => !NO_NAME.test(name));
  const words = HAN.test(text) ? normalised.matchAll(LATIN_WORD) : text.matchAll(LIKE_A_NAME);
  const written = [...words].map(([name]) => name.toLowerCase());
  return [...latin, ...written, ...han].filter((name) => !NO_ENGLISH_NAME.has(name));
}
