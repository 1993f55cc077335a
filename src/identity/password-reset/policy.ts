import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../../content/content-file.ts';
import { duration, elapsed } from '../../content/duration.ts';
import { proofMethods } from '../../store/schema.ts';

const time = duration.transform(elapsed);
const count = z.int().min(1).max(1_000);
const STRICT_LENGTH = 15;

const policySchema = z
  .strictObject({
    enabled: z.boolean(),
    proofs: z
      .array(z.enum(proofMethods))
      .min(1)
      .refine((methods) => new Set(methods).size === methods.length, 'One of them stands twice'),
    password: z.strictObject({ minLength: z.int().min(8).max(64) }),
    /** The directory asks for a second factor at every log-on: shorter passwords will do (rule PR-16). */
    directoryEnforcesMfa: z.boolean(),
    /** Times are elapsed ms from here on. */
    linkAge: time,
    contactsUnchanged: time,
    link: time,
    flow: time,
    code: time,
    notMe: time,
    /** The directory of the demo: who is in it, by the ids of desk.yaml's demo people. */
    demo: z.array(
      z.strictObject({
        account: z.string(),
        mobile: z.string().optional(),
        secondaryMail: z.email().optional(),
        manager: z.string().optional(),
        locked: z.boolean().default(false),
      }),
    ),
    limits: z.strictObject({
      startsOfAccount: count,
      startsOfUser: count,
      startsInAll: count,
      failures: count,
      tries: count,
      prompts: count,
    }),
  })
  .refine(
    ({ password, directoryEnforcesMfa }) => directoryEnforcesMfa || password.minLength >= STRICT_LENGTH,
    {
      path: ['password', 'minLength'],
      message: `At least ${STRICT_LENGTH}, or directoryEnforcesMfa: true`,
    },
  );

/** What `prompts/password-reset.yaml` says; all times in ms. */
export type ResetPolicy = z.infer<typeof policySchema>;

/** Reads and checks `password-reset.yaml`. Throws a ContentError naming every mistake. */
export function loadResetPolicy(contentDir: string): ResetPolicy {
  return readYaml(join(contentDir, 'password-reset.yaml'), policySchema).value;
}

/** The rules for trying it out: the people of the demo were linked a moment ago. */
export function demoPolicy(policy: ResetPolicy): ResetPolicy {
  return { ...policy, enabled: true, linkAge: 0, contactsUnchanged: 0 };
}
