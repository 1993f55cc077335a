import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** What is done with the secret that isn't in the database: whoever has a copy of that has nothing (rule W-13). */
export interface Keys {
  /** A keyed hash, hex: of codes too short for a plain one, and of contacts. `purpose` keeps the kinds apart. */
  mark(purpose: string, value: string): string;
  /** Encrypts (AES-256-GCM) what must be read again; `about` must be the same when it is opened. */
  seal(text: string, about: string): string;
  /** Throws where it was altered, sealed with another key, or about something else. */
  unseal(sealed: string, about: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys derived (HKDF, RFC 5869) from the operator's secret, one for each use. */
export function createKeys(secret: string): Keys {
  const key = (use: string) => Buffer.from(hkdfSync('sha256', secret, 'deskline', use, 32));
  const [marking, sealing] = [key('mark'), key('seal')];
  return {
    mark: (purpose, value) => createHmac('sha256', marking).update(`${purpose}\0${value}`).digest('hex'),
    seal(text, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    unseal(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

/** SHA-256, hex: enough for what has 80 random bits or more. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether two hashes are the same, in a time that doesn't tell where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
