import { randomBytes } from 'node:crypto';
import { DirectoryError } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Connection } from './connection.ts';
import { codeOf, isInsufficientAccess } from './errors.ts';
import type { Flavour } from './flavour.ts';
import { isWithin } from './reading.ts';

/** Tries what must work, and what must not (rule PR-6): that the canary's password can't be set. */
export function createSelfTest(settings: DirectorySettings, connection: Connection, flavour: Flavour) {
  const { canaryDn, baseDn, excludedUnits } = settings;

  async function canaryProblem(): Promise<string | undefined> {
    if (canaryDn === undefined) {
      return 'LDAP_CANARY_DN is not set: an account in an excluded unit that the bot must fail to change';
    }
    if (excludedUnits.length > 0 && !excludedUnits.some((unit) => isWithin(canaryDn, unit))) {
      return 'LDAP_CANARY_DN is in none of LDAP_EXCLUDED_UNITS';
    }
    const there = await connection.read('looking for the canary', (reading) =>
      reading.entry(canaryDn, ['1.1']),
    );
    if (!there) return 'LDAP_CANARY_DN is not in the directory, or can’t be read';
    const password = `Aa1!${randomBytes(24).toString('base64url')}`;
    return connection.write('trying the canary', async (client) => {
      try {
        await flavour.canaryProblem(client, canaryDn, password);
        return 'the bot’s account could change the canary (LDAP_CANARY_DN): take its rights on that unit away';
      } catch (error) {
        if (isInsufficientAccess(error)) return undefined;
        return `trying the canary failed in an unexpected way (${codeOf(error) ?? 'no code'})`;
      }
    });
  }

  return async function selfTest(): Promise<string[]> {
    try {
      const seen = await connection.read('reading the base', async (reading) => ({
        base: await reading.entry(baseDn, ['1.1']),
        admin: await flavour.adminProblem(reading),
      }));
      if (!seen.base) return ['LDAP_BASE_DN can’t be read by the bot’s account'];
      const canary = await canaryProblem();
      return [seen.admin, canary].filter((one) => one !== undefined);
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      return [`the directory can’t be used: ${error.message}`];
    }
  };
}
