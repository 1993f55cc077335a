import { inflateRawSync } from 'node:zlib';
import type { MistakeKey } from './imported.ts';

export interface ZipLimits {
  bytes: number;
  entries: number;
  ratio: number;
}

/** Rule W-10, and less than it allows where documents never need it. */
export const documentLimits: ZipLimits = { bytes: 50_000_000, entries: 1_000, ratio: 100 };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;
const SMALL = 100_000;
/** Reading more of it as a document takes so long that everybody else waits. */
const MOST_XML = 2_000_000;
const XML = /\.(?:xml|rels)$/i;
const PACKED = /\.(?:zip|docx|xlsx|pptx|jar|apk|gz|tgz|bz2|xz|7z|rar|zst|docm|xlsm|pptm|odt|ods|odp|epub)$/i;
const SYMLINK = 0xa000;

interface Entry {
  name: string;
  method: number;
  flags: number;
  packed: number;
  size: number;
  offset: number;
  mode: number;
}

/**
 * What is wrong with an archive before anybody unpacks it, or undefined: too many entries, too much out of too
 * little, archives within, links, names that lead elsewhere, and sizes that aren't what they say. Each entry is
 * unpacked once and thrown away, never more than it claims.
 */
export function zipMistake(bytes: Uint8Array, limits: ZipLimits = documentLimits): MistakeKey | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directoryOf(buffer, limits.entries);
  if (typeof entries === 'string') return entries;
  let out = 0;
  let xml = 0;
  for (const entry of entries) {
    const wrong = nameMistake(entry);
    if (wrong) return wrong;
    out += entry.size;
    if (out > limits.bytes) return 'holds-too-much';
    if (entry.size > SMALL && entry.size > entry.packed * limits.ratio) return 'too-tight';
    if (XML.test(entry.name)) xml += entry.size;
  }
  if (xml > MOST_XML) return 'too-long-at-once';
  for (const entry of entries) {
    const wrong = contentMistake(buffer, entry);
    if (wrong) return wrong;
  }
  return undefined;
}

function directoryOf(buffer: Buffer, most: number): Entry[] | MistakeKey {
  const end = endOf(buffer);
  if (end === undefined) return 'no-document';
  const count = buffer.readUInt16LE(end + 10);
  if (count > most) return 'too-many-parts';
  const entries: Entry[] = [];
  let at = buffer.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== CENTRAL) return 'damaged';
    const [name, extra, comment] = [28, 30, 32].map((place) => buffer.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    entries.push({
      flags: buffer.readUInt16LE(at + 8),
      method: buffer.readUInt16LE(at + 10),
      packed: buffer.readUInt32LE(at + 20),
      size: buffer.readUInt32LE(at + 24),
      mode: buffer.readUInt32LE(at + 38) >>> 16,
      offset: buffer.readUInt32LE(at + 42),
      name: buffer.toString('utf8', at + 46, at + 46 + name),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function endOf(buffer: Buffer): number | undefined {
  const first = Math.max(0, buffer.length - 22 - LONGEST_COMMENT);
  for (let at = buffer.length - 22; at >= first; at--) if (buffer.readUInt32LE(at) === END) return at;
  return undefined;
}

function nameMistake({ name, flags, method, mode }: Entry): MistakeKey | undefined {
  if (/^(?:[\\/]|[a-z]:)/i.test(name) || name.split(/[\\/]/).includes('..') || name.includes('\0')) {
    return 'names-elsewhere';
  }
  if ((mode & 0xf000) === SYMLINK) return 'links';
  if (PACKED.test(name)) return 'packed-files';
  if ((flags & 1) !== 0) return 'encrypted';
  return method === 0 || method === 8 ? undefined : 'unknown-packing';
}

function contentMistake(
  buffer: Buffer,
  { name, offset, packed, size, method }: Entry,
): MistakeKey | undefined {
  if (offset + 30 > buffer.length || buffer.readUInt32LE(offset) !== LOCAL) return 'damaged';
  const from = offset + 30 + buffer.readUInt16LE(offset + 26) + buffer.readUInt16LE(offset + 28);
  if (from + packed > buffer.length) return 'damaged';
  const content = buffer.subarray(from, from + packed);
  const unpacked = method === 0 ? content : unpack(content, size);
  if (unpacked?.length !== size) return 'other-than-said';
  // XML that defines entities can grow without end when it is read, and no word processor writes any.
  return XML.test(name) && unpacked.includes('<!DOCTYPE') ? 'definitions' : undefined;
}

function unpack(content: Buffer, size: number): Buffer | undefined {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
