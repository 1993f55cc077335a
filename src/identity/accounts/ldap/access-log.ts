import { AndFilter, EqualityFilter, GreaterThanEqualsFilter, OrFilter, type Entry } from 'ldapts';
import type { LoggedChange } from '../account.ts';
import type { Connection } from './connection.ts';
import { codeOf, NO_SUCH_OBJECT } from './errors.ts';
import { generalizedTime, timeOf, valueOf, valuesOf } from './reading.ts';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

interface Wanted {
  /** The log's suffix. */
  base: string;
  /** Whose changes count. */
  bindDn: string;
  /** UTC ms. */
  since: number;
}

/** Password changes that our own account has made, from the accesslog overlay (slapo-accesslog(5)). */
export function readPasswordChanges(
  connection: Connection,
  { base, bindDn, since }: Wanted,
): Promise<LoggedChange[]> {
  return connection.read('reading the access log', async (reading) => {
    const filter = new AndFilter({
      filters: [
        new OrFilter({
          filters: [
            new EqualityFilter({ attribute: 'objectClass', value: 'auditModify' }),
            new EqualityFilter({ attribute: 'objectClass', value: 'auditExtended' }),
          ],
        }),
        new EqualityFilter({ attribute: 'reqAuthzID', value: bindDn }),
        new EqualityFilter({ attribute: 'reqResult', value: '0' }),
        new GreaterThanEqualsFilter({ attribute: 'reqStart', value: generalizedTime(since) }),
      ],
    });
    try {
      const rows = await reading.search(base, {
        filter,
        attributes: ['reqDN', 'reqStart', 'reqMod', 'reqType'],
      });
      return rows.filter(isPassword).flatMap((row): LoggedChange[] => {
        const [dn, at] = [valueOf(row, 'reqDN'), timeOf(valueOf(row, 'reqStart'))];
        return dn === undefined || at === undefined ? [] : [{ dn, at }];
      });
    } catch (error) {
      if (codeOf(error) === NO_SUCH_OBJECT) return [];
      throw error;
    }
  });
}

function isPassword(row: Entry): boolean {
  if (valueOf(row, 'reqType')?.includes(PASSWORD_MODIFY) === true) return true;
  return valuesOf(row, 'reqMod').some((line) => /^userPassword:/i.test(line));
}
