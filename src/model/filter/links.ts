import { unmasked } from './decoded.ts';
import { once, type Checked, type Sources } from './verdict.ts';

const IMAGES = /!\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\])|<(?:img|image|picture|video|audio|svg)\b[^>]*>/gi;
const LINK = /\[(?<label>[^[\]]*)\]\s*\(\s*<?(?<target>[^()\s<>]*)>?(?:\s+["'(][^)]*)?\)/g;
const DEFINITION = /^[^\S\n]*\[[^\]]+\]:/m;
const REFERENCE = /\]\s?\[(?!P\d)/i;
const AUTOLINK = /<(?<target>https?:\/\/[^\s<>|]+)>/gi;
const PIPED = /<(?:https?:|mailto:|tel:|\/\/)[^>]*\|[^>]*>/i;

const SCHEME = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`）】」，。；]*/gi;
const ACTIVE =
  /\b(?:javascript|vbscript|livescript|blob|view-source|intent|jar|ms-msdt|search-ms|ms-officecmd)\s*:|\bdata\s*:\s*(?:[\w-]+\/[\w+.-]+|[;,])|\b(?:tel|sms|facetime|skype|callto)\s*:\s*\+?\d|\bmailto\s*:/i;
const RELATIVE = /(?<![:\w/])\/\/(?=[\w-]+\.)/;
/** A name with dots. Han before or after it ends it. */
const DOTTED = /(?<![\w@.-])(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{1,62}(?:\/[^\s<>"'`）】」，。；]*)?/gi;
const NON_ASCII_HOST =
  /(?<![\p{Script=Han}\p{P}\s])[\p{L}\p{N}-]*[^\p{ASCII}\p{Script=Han}\p{P}\s\p{S}][\p{L}\p{N}-]*\.[a-z\p{L}]{2,24}\b|\bxn--[a-z0-9-]+/iu;

/** Endings of files, which no browser and no chat makes a link of; others may be somebody's domain. */
const FILE_ENDINGS = new Set(
  'exe msi dll sys bat cmd ps1 vbs js ts json xml yml yaml ini cfg conf log txt csv doc docx xls xlsx ppt pptx pdf rtf png jpg jpeg gif bmp webp msc cpl inf reg lnk ost pst eml dmg pkg iso dat tmp bak ovpn cer crt pfx html htm'.split(
    ' ',
  ),
);

const DOMAINS =
  /\.(?:com|net|org|info|biz|example|test|invalid|local|internal|top|xyz|site|online|shop|app|dev|page|cloud|link|click|live|icu|vip|club|work|world|zip|mov|[a-z]{2})$/;

/** Links and images of a piece (rule L-3): images go; a link stays only where its host is listed and a source holds it as it is. */
export function checkLinks(piece: string, sources: Sources): Checked {
  const refuse: Checked = { verdict: 'refuse', why: 'link' };
  const text = piece.replace(IMAGES, '').replace(AUTOLINK, '$<target>');
  if (/!\[/.test(text) || PIPED.test(text) || DEFINITION.test(text) || REFERENCE.test(text)) return refuse;
  const known = knownAddresses(sources);
  const allows = (address: string) =>
    known.has(trimmed(address)) && isListed(trimmed(address), sources.hosts);
  const rest = text.replace(
    LINK,
    (_, label: string, target: string) => ` ${label} ${target === '' ? '://' : target} `,
  );
  const plain = unmasked(rest);
  if (/\]\s*\(/.test(rest) || ACTIVE.test(plain) || RELATIVE.test(plain) || NON_ASCII_HOST.test(rest))
    return refuse;
  const targets = [...text.matchAll(LINK)].map((match) => match.groups?.['target'] ?? '');
  const addresses = [...plain.matchAll(SCHEME)].map((match) => match[0]);
  if (![...targets, ...addresses].every(allows)) return refuse;
  // An address that only shows once it is unmasked was hidden on purpose.
  if (addresses.some((address) => !rest.includes(trimmed(address)))) return refuse;
  const bare = [...plain.replace(SCHEME, ' ').matchAll(DOTTED)].map((match) => match[0]);
  if (!bare.every((name) => (rest.includes(name) ? isKnownName(name, sources) : !isDomain(name))))
    return refuse;
  return { verdict: 'keep', text };
}

const knownAddresses = once(({ texts }) => new Set(texts.flatMap(addressesIn)));

/** Every whole address that stands in a text. */
function addressesIn(text: string): string[] {
  return [...text.matchAll(SCHEME)].map((match) => trimmed(match[0]));
}

function trimmed(address: string): string {
  return address.replace(/[.,;:!?)\]}*_~]+$/, '');
}

function isListed(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address) || !/^[\x21-\x7e]+$/.test(address)) return false;
  const { protocol, username, password, hostname, port } = new URL(address);
  const isPlain = username === '' && password === '' && port === '' && !hostname.includes('xn--');
  return (protocol === 'https:' || protocol === 'http:') && isPlain && hosts.includes(hostname);
}

/** A file's or a product's name that a source holds, or a listed host. */
function isKnownName(name: string, { texts, hosts }: Sources): boolean {
  const [host = '', path] = name.toLowerCase().split('/');
  if (!texts.some((text) => holdsWord(text, name))) return false;
  const end = host.split('.').at(-1) ?? '';
  return (path === undefined && FILE_ENDINGS.has(end)) || hosts.includes(host);
}

/** Whether a name that was put together from pieces could be somebody's: two sentences may meet without a space. */
function isDomain(name: string): boolean {
  const [host = '', path] = name.toLowerCase().split('/');
  return path !== undefined || DOMAINS.test(host);
}

function holdsWord(text: string, word: string): boolean {
  const [where, what] = [text.toLowerCase(), word.toLowerCase()];
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    if (!/[\w.-]/.test(where[at - 1] ?? ' ') && !/[\w/-]/.test(where[at + what.length] ?? ' ')) return true;
  }
  return false;
}
