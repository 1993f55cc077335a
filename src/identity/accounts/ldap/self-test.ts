import { randomBytes } from 'node:crypto';
import { AndFilter } from 'ldapts';
import { DirectoryError } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Connection, Reading } from './connection.ts';
import { isDn, isWithin } from './distinguished-names.ts';
import { codeOf, isInsufficientAccess } from './errors.ts';
import type { Flavour } from './flavour.ts';

/** Tries what must work, and what must not (rule PR-6): that the canary's password can't be set. */
export function createSelfTest(settings: DirectorySettings, connection: Connection, flavour: Flavour) {
  const { canaryDn, baseDn, excludedUnits, protectedGroups, accessLogDn } = settings;

  /** What is named in the settings and isn't there would protect nobody. */
  async function namingProblems(reading: Reading): Promise<string[]> {
    const named = [
      ...excludedUnits.map((dn) => ['LDAP_EXCLUDED_UNITS', dn] as const),
      ...protectedGroups.map((dn) => ['LDAP_PROTECTED_GROUPS', dn] as const),
      ...(accessLogDn === undefined ? [] : [['LDAP_ACCESS_LOG_DN', accessLogDn] as const]),
    ];
    const problems: string[] = [];
    for (const [variable, dn] of named) {
      if (!isDn(dn)) problems.push(`${variable}: “${dn}” is no distinguished name`);
      else if (!(await reading.entry(dn, ['1.1'])))
        problems.push(`${variable}: “${dn}” is not in the directory, or can’t be read by the bot’s account`);
    }
    return problems;
  }

  async function peopleProblem(reading: Reading): Promise<string | undefined> {
    const filter = new AndFilter({ filters: [flavour.isPerson, flavour.presence] });
    const [one] = await reading.search(baseDn, { filter, attributes: ['1.1'], sizeLimit: 1, paged: false });
    return one ? undefined : 'nobody below LDAP_BASE_DN can be read by the bot’s account';
  }

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
      const { base, admin, others } = await connection.read('reading the base', async (reading) => {
        const found = await reading.entry(baseDn, ['1.1']);
        if (!found) return { base: false, admin: undefined, others: [] };
        const people = await peopleProblem(reading);
        const names = await namingProblems(reading);
        const others = [...(people === undefined ? [] : [people]), ...names];
        return { base: true, admin: await flavour.adminProblem(reading), others };
      });
      if (!base) return ['LDAP_BASE_DN can’t be read by the bot’s account'];
      // An administrator would succeed, and the canary would have another password.
      const rights = admin ?? (await canaryProblem());
      return [...(rights === undefined ? [] : [rights]), ...others];
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      return [`the directory can’t be used: ${error.message}`];
    }
  };
}
