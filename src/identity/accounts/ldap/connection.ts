import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { Client, type Entry, type Filter, type SearchOptions } from 'ldapts';
import { DirectoryError } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import { codeOf, INVALID_DN, NO_SUCH_OBJECT, readError, writeError } from './errors.ts';

const CONNECT_MS = 4_000;
const OPERATION_MS = 8_000;
const PAGE = 500;

export interface ConnectionOptionsGiven {
  /** For each call of the directory, ms. */
  timeoutMs?: number | undefined;
}

/** A bound client that never comes back by itself: each call throws where the connection is lost. */
export type Bound = Pick<Client, 'search' | 'modify' | 'exop'>;

/** What is asked of a bound connection. */
export interface Reading {
  search(base: string, options: SearchOptions): Promise<Entry[]>;
  /** The one entry with this name, where it is of this kind; none where there isn't. */
  entry(
    dn: string,
    attributes: string[],
    more?: { buffers?: string[]; filter?: Filter | string },
  ): Promise<Entry | undefined>;
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
    // Over a socket of StartTLS, the name to be found in the certificate would be localhost otherwise.
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(settings.caFile === undefined ? {} : { ca: readFileSync(settings.caFile) }),
  });

  /**
   * A client of its own for each piece of work: one that has lost its connection would come back by itself, unbound
   * and, where StartTLS was done, in plain text.
   */
  async function within<T>(
    who: { dn: string; password: string },
    work: (client: Bound) => Promise<T>,
    patienceMs = timeoutMs,
  ): Promise<T> {
    const isEncrypted = protocol === 'ldaps:';
    const client = new Client({
      url: settings.url,
      timeout: timeoutMs,
      connectTimeout: Math.min(CONNECT_MS, timeoutMs),
      ...(isEncrypted ? { tlsOptions: tls() } : {}),
    });
    const over = new AbortController();
    const inTurn = async () => {
      if (!isEncrypted) {
        // A copy each time: ldapts writes the socket into the options it is given.
        await client.startTLS(tls());
        demandConnected(client, over.signal);
      }
      await client.bind(who.dn, who.password);
      return work(boundOf(client, over.signal));
    };
    try {
      return await Promise.race([inTurn(), tooLate(patienceMs, over.signal)]);
    } finally {
      over.abort();
      void client.unbind().catch(() => undefined);
    }
  }

  const ours = { dn: settings.bindDn, password: settings.bindPassword };

  function readingOf(client: Bound): Reading {
    return {
      async search(base, options) {
        // Referrals lead to other servers, with other certificates: they are not followed.
        const { searchEntries } = await client.search(base, { paged: { pageSize: PAGE }, ...options });
        return searchEntries;
      },
      async entry(dn, attributes, { buffers = [], filter = '(objectClass=*)' } = {}) {
        try {
          const found = await client.search(dn, {
            scope: 'base',
            filter,
            attributes,
            explicitBufferAttributes: buffers,
          });
          return found.searchEntries[0];
        } catch (error) {
          const code = codeOf(error);
          if (code === NO_SUCH_OBJECT || code === INVALID_DN) return undefined;
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
     * Changes something as the bot's account; the first thing that `work` does is the change. Throws a DirectoryError:
     * what fails before that has changed nothing.
     */
    async write<T>(what: string, work: (client: Bound) => Promise<T>): Promise<T> {
      let begun = false;
      try {
        return await within(ours, async (client) => {
          begun = true;
          return work(client);
        });
      } catch (error) {
        throw begun ? writeError(error, what) : readError(error, what);
      }
    },

    /** Logs on as somebody else and off again. Throws what the library throws. */
    logOn: (dn: string, password: string): Promise<void> => within({ dn, password }, async () => undefined),
  };
}

function boundOf(client: Client, over: AbortSignal): Bound {
  return {
    async search(...asked) {
      demandConnected(client, over);
      return client.search(...asked);
    },
    async modify(...asked) {
      demandConnected(client, over);
      return client.modify(...asked);
    },
    async exop(...asked) {
      demandConnected(client, over);
      return client.exop(...asked);
    },
  };
}

/** Throws where what comes next would go over another connection, or comes after the work was given up. */
function demandConnected(client: Client, over: AbortSignal): void {
  if (over.aborted) throw new DirectoryError('unavailable', 'Given up before it was sent');
  if (!client.isConnected) throw new DirectoryError('unavailable', 'The connection was lost');
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
