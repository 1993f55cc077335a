const GUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;
const GUID_BYTES = 16;

/** An `objectGUID` in its usual spelling: its first three parts are little endian (MS-DTYP 2.3.4). */
export function guidOf(value: unknown): string | undefined {
  const bytes = Array.isArray(value) ? (value as unknown[])[0] : value;
  if (!Buffer.isBuffer(bytes) || bytes.length !== GUID_BYTES) return undefined;
  const hex = (from: number, to: number, swap: boolean) => {
    const part = Buffer.from(bytes.subarray(from, to));
    return (swap ? part.reverse() : part).toString('hex');
  };
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join('-');
}

/** The bytes behind a spelling made by `guidOf`; undefined for anything else. */
export function bytesForGuid(id: string): Buffer | undefined {
  const [, a = '', b = '', c = '', d = '', e = ''] = GUID.exec(id) ?? [];
  if (a === '') return undefined;
  const swapped = (part: string) => Buffer.from(part, 'hex').reverse();
  return Buffer.concat([swapped(a), swapped(b), swapped(c), Buffer.from(d + e, 'hex')]);
}

/** An `objectSid` as `S-1-5-21-…` (MS-DTYP 2.4.2). */
export function sidOf(value: unknown): string | undefined {
  const bytes = Array.isArray(value) ? (value as unknown[])[0] : value;
  if (!Buffer.isBuffer(bytes) || bytes.length < 8) return undefined;
  const count = bytes.readUInt8(1);
  if (bytes.length !== 8 + count * 4) return undefined;
  const parts = Array.from({ length: count }, (_, n) => bytes.readUInt32LE(8 + n * 4));
  return ['S', bytes.readUInt8(0), bytes.readUIntBE(2, 6), ...parts].join('-');
}
