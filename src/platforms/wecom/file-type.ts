const TYPES: readonly { at: number; magic: string; mime: string; ending: string }[] = [
  { at: 0, magic: '\x89PNG\r\n\x1a\n', mime: 'image/png', ending: 'png' },
  { at: 0, magic: '\xff\xd8\xff', mime: 'image/jpeg', ending: 'jpg' },
  { at: 0, magic: 'GIF8', mime: 'image/gif', ending: 'gif' },
  { at: 8, magic: 'WEBP', mime: 'image/webp', ending: 'webp' },
  { at: 0, magic: '%PDF-', mime: 'application/pdf', ending: 'pdf' },
  { at: 4, magic: 'ftyp', mime: 'video/mp4', ending: 'mp4' },
];

/** What the bytes begin like: WeCom names neither type nor, for pictures, a name. */
export function sniff(bytes: Buffer): { mime: string; ending: string } | undefined {
  return TYPES.find(({ at, magic }) => bytes.subarray(at, at + magic.length).toString('latin1') === magic);
}
