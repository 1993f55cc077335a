import { missingOpenldap, PEOPLE, startOpenldap } from '../tests/support/openldap-server.ts';
import { createLdapDirectory } from '../src/identity/accounts/ldap/ldap-directory.ts';
import {
  DAY,
  floorOf,
  GOOD_PASSWORD,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  type Clinic,
} from '../tests/password-reset/clinic.ts';
import { percentile, type Figure } from './measure.ts';

const ASKED = 200;
const RUNS = 10;
const bench = 'reset';

/** The password reset against a real slapd: how long it takes, and whether what is refused can be told apart by its time (PR-15). */
export async function reset(): Promise<Figure[]> {
  const missing = missingOpenldap();
  if (missing !== undefined) throw new Error(`This bench needs a directory: ${missing}`);
  const server = await startOpenldap();
  for (const login of ['wang-wei', 'zhang.san', 'nested.admin']) {
    await server.set(`uid=${login},${PEOPLE}`, 'mobile', '+86 138 0013 8000');
    await server.set(`uid=${login},${PEOPLE}`, 'secondaryMail', `${login}@home.test`);
    await server.set(`uid=${login},${PEOPLE}`, 'slackUserId', `U-${login}`);
  }
  // The clinic's clock is not the directory's: times of the policy would be measured against it.
  const clinic = await openClinic({
    directory: createLdapDirectory(server.settings({ policyDn: undefined })),
    policy: {
      contactsUnchanged: 0,
      limits: {
        startsOfAccount: 1000,
        startsOfUser: 1000,
        startsInAll: 1000,
        failures: 5,
        tries: 3,
        prompts: 3,
      },
    },
  });
  try {
    return [...(await whole(clinic)), ...(await refusals(clinic)), ...(await tokens(clinic))];
  } finally {
    await clinic.close();
    await server.stop();
  }
}

/** From the first word to the written password, all steps of the person's taking no time. */
async function whole(clinic: Clinic): Promise<Figure[]> {
  const times: number[] = [];
  for (let n = 0; n < RUNS; n += 1) {
    await clinic.pass(DAY);
    const begun = performance.now();
    const session = await openPage(clinic, 'wang-wei');
    await proveTwice(clinic, session);
    const password = `${GOOD_PASSWORD} ${n}`;
    const done = await pageOf(clinic).setPassword(session, password, password);
    if (done.is !== 'done') throw new Error(`The reset came to ${done.is}`);
    times.push(performance.now() - begun);
  }
  return [
    {
      bench,
      what: 'message → new password, machine, p50',
      value: percentile(times, 50) / 1000,
      unit: 's',
      budget: { most: 20 },
    },
  ];
}

/** The spread of the medians of how long it takes to refuse for different reasons. */
async function refusals(clinic: Clinic): Promise<Figure[]> {
  const { look, clock } = floorOf(clinic).reset;
  const medians: number[] = [];
  for (const userId of ['U-nobody', 'U-nested.admin', 'U-zhang.san']) {
    const identity = { platform: 'slack', tenant: 'acme', userId };
    const times: number[] = [];
    for (let n = 0; n < ASKED; n += 1) {
      const begun = performance.now();
      await look(identity, { purpose: 'reset', now: await clock() });
      times.push(performance.now() - begun);
    }
    medians.push(percentile(times, 50));
  }
  return [spread('chat: unknown, protected and usable account', medians)];
}

/** The same for tokens of the page. */
async function tokens(clinic: Clinic): Promise<Figure[]> {
  await clinic.pass(DAY);
  await openPage(clinic, 'wang-wei');
  const used = clinic.user('wang-wei').token();
  const medians: number[] = [];
  for (const token of ['<malformed>', 'A'.repeat(43), used]) {
    const times: number[] = [];
    for (let n = 0; n < ASKED; n += 1) {
      const begun = performance.now();
      await pageOf(clinic).open(token);
      times.push(performance.now() - begun);
    }
    medians.push(percentile(times, 50));
  }
  return [spread('page: malformed, unknown and used token', medians)];
}

function spread(what: string, medians: readonly number[]): Figure {
  const value = Math.max(...medians) - Math.min(...medians);
  return { bench, what: `${what}, medians apart`, value, unit: 'ms', budget: { most: 25 } };
}
