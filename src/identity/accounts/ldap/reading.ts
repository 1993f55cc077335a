import type { Entry } from 'ldapts';
import { z } from 'zod';
import type { Locale } from '../../../platforms/platform.ts';
import type { Account } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';

const text = z.union([z.string(), z.instanceof(Buffer).transform((bytes) => bytes.toString('utf8'))]);
/** Absent attributes come as an empty list, single ones without a list. */
const values = z
  .union([z.array(text), text.transform((one) => [one])])
  .optional()
  .transform((all) => (all ?? []).map((one) => one.trim()).filter((one) => one !== ''));

/** An attribute's values, whatever its name's capitals. */
export function valuesOf(entry: Entry, attribute: string): string[] {
  const wanted = attribute.toLowerCase();
  const key = Object.keys(entry).find((name) => name.toLowerCase() === wanted);
  return values.parse(key === undefined ? undefined : entry[key]);
}

export function valueOf(entry: Entry, attribute: string): string | undefined {
  return valuesOf(entry, attribute)[0];
}

export function numberOf(entry: Entry, attribute: string): number | undefined {
  const value = valueOf(entry, attribute);
  return value !== undefined && /^-?\d{1,19}$/.test(value) ? Number(value) : undefined;
}

export function localeOf(value: string | undefined): Locale | undefined {
  if (value === undefined) return undefined;
  if (/^zh/i.test(value)) return 'zh-CN';
  return /^en/i.test(value) ? 'en' : undefined;
}

/** `20261118020000Z` and its like (RFC 4517 §3.3.13) as UTC ms; undefined for anything else. */
export function timeOf(value: string | undefined): number | undefined {
  const [, year, month, day, hour, minute, second = '00', part = '0'] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:[.,](\d+))?Z$/.exec(value ?? '') ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${part.slice(0, 3)}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** A time as the directory writes it. */
export function generalizedTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

type Described = Pick<
  Account,
  'dn' | 'name' | 'mail' | 'secondaryMail' | 'mobile' | 'department' | 'locale' | 'managerDn'
>;

/** Who somebody is and where he is reached, by the attributes that the settings name. */
export function personOf(entry: Entry, login: string, names: DirectorySettings['attributes']): Described {
  return {
    dn: entry.dn,
    name: valueOf(entry, 'displayName') ?? valueOf(entry, 'cn') ?? login,
    mail: valueOf(entry, 'mail'),
    secondaryMail: valueOf(entry, names.secondaryMail),
    mobile: valueOf(entry, names.mobile),
    department: valueOf(entry, names.department),
    locale: localeOf(valueOf(entry, names.locale)),
    managerDn: valueOf(entry, 'manager'),
  };
}
