import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { Client, type Entry, type SearchOptions } from 'ldapts';
import { DirectoryError } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import { codeOf, NO_SUCH_OBJECT, readError } from './errors.ts';

const CONNECT_MS = 4_000;
const OPERATION_MS = 8_000;
const PAGE = 500;

export interface ConnectionOptionsGiven {
  /** For each call of the directory, ms. */
  timeoutMs?: number | undefined;
}

/** What is asked of a bound connection. */
export interface Reading {
  search(base: string, options: SearchOptions): Promise<Entry[]>;
  /** The one entry with this name; none where there isn't. */
  entry(dn: string, attributes: string[], buffers?: string[]): Promise<Entry | undefined>;
}

/** Talks to the directory over TLS with a checked certificate and in no other way (rule PR-17). */
export function createConnection(
  settings: DirectorySettings,
  { timeoutMs = OPERATION_MS }: ConnectionOptionsGiven,
) {
  const { protocol, hostname } = new URL(settings.url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const tls = (): ConnectionOptions => ({
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(settings.caFile === undefined ? {} : { ca: readFileSync(settings.caFile) }),
  });

  /**
   * A client of its own for each piece of work: one that has lost its connection would come back by itself, unbound,
   * and read as nobody.
   */
  async function within<T>(
    who: { dn: string; password: string },
    work: (client: Client) => Promise<T>,
    patienceMs = timeoutMs,
  ): Promise<T> {
    const isEncrypted = protocol === 'ldaps:';
    const client = new Client({
      url: settings.url,
      timeout: timeoutMs,
      connectTimeout: Math.min(CONNECT_MS, timeoutMs),
      ...(isEncrypted ? { tlsOptions: tls() } : {}),
    });
    const inTurn = async () => {
      // A copy each time: ldapts writes the socket into the options it is given.
      if (!isEncrypted) await client.startTLS(tls());
      await client.bind(who.dn, who.password);
      return work(client);
    };
    const enough = new AbortController();
    try {
      return await Promise.race([inTurn(), tooLate(patienceMs, enough.signal)]);
    } finally {
      enough.abort();
      await client.unbind().catch(() => undefined);
    }
  }

  const ours = { dn: settings.bindDn, password: settings.bindPassword };

  function readingOf(client: Client): Reading {
    return {
      async search(base, options) {
        // Referrals lead to other servers, with other certificates: they are not followed.
        const { searchEntries } = await client.search(base, { paged: { pageSize: PAGE }, ...options });
        return searchEntries;
      },
      async entry(dn, attributes, buffers = []) {
        try {
          const found = await client.search(dn, {
            scope: 'base',
            filter: '(objectClass=*)',
            attributes,
            explicitBufferAttributes: buffers,
          });
          return found.searchEntries[0];
        } catch (error) {
          if (codeOf(error) === NO_SUCH_OBJECT) return undefined;
          throw error;
        }
      },
    };
  }

  return {
    /** Reads as the bot's account. Throws a DirectoryError: nothing has happened. */
    async read<T>(what: string, work: (reading: Reading) => Promise<T>, patienceMs?: number): Promise<T> {
      try {
        return await within(ours, (client) => work(readingOf(client)), patienceMs);
      } catch (error) {
        throw readError(error, what);
      }
    },

    /**
     * Changes something as the bot's account. What fails before `work` has begun has changed nothing; what `work`
     * throws is for it to judge.
     */
    async write<T>(what: string, work: (client: Client) => Promise<T>): Promise<T> {
      let begun = false;
      try {
        return await within(ours, async (client) => {
          begun = true;
          return work(client);
        });
      } catch (error) {
        if (begun || error instanceof DirectoryError) throw error;
        throw readError(error, what);
      }
    },

    /** Logs on as somebody else and off again. Throws what the library throws. */
    logOn: (dn: string, password: string): Promise<void> => within({ dn, password }, async () => undefined),
  };
}

/** Each step has a time of its own; somebody who waits for them all has another. */
async function tooLate(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal });
  throw new TimeoutError('The directory takes too long');
}

class TimeoutError extends Error {
  override name = 'TimeoutError';
}

export type Connection = ReturnType<typeof createConnection>;
