import { z } from 'zod';
import type { DirectorySettings } from './settings.ts';

const filled = z.string().min(1);
/** Distinguished names are full of commas, so a list of them is written with semicolons. */
const names = z
  .string()
  .transform((list) =>
    list
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .default([]);
const attribute = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]*$/, 'The name of an attribute');

/** The variables of the company's directory. */
export const directoryVariables = {
  LDAP_URL: z
    .url({ protocol: /^ldaps?$/, error: 'An address such as ldaps://dc1.example.com' })
    .refine((address) => !/[?#@]/.test(address), 'An address without a user, ? or #')
    .optional(),
  LDAP_KIND: z.enum(['openldap', 'active-directory'], 'openldap or active-directory').optional(),
  LDAP_BIND_DN: filled.optional(),
  LDAP_BIND_PASSWORD: filled.optional(),
  LDAP_BASE_DN: filled.optional(),
  LDAP_CA_FILE: filled.optional(),
  LDAP_EXCLUDED_UNITS: names,
  LDAP_PROTECTED_GROUPS: names,
  LDAP_CANARY_DN: filled.optional(),
  LDAP_ACCESS_LOG_DN: filled.optional(),
  LDAP_POLICY_DN: filled.optional(),
  LDAP_SECONDARY_MAIL: attribute.optional(),
  LDAP_MOBILE: attribute.default('mobile'),
  LDAP_DEPARTMENT: attribute.optional(),
  LDAP_LOCALE: attribute.default('preferredLanguage'),
  LDAP_SLACK_ID: attribute.optional(),
  LDAP_DINGTALK_ID: attribute.optional(),
  LDAP_WECOM_ID: attribute.optional(),
};

type Variables = z.infer<z.ZodObject<typeof directoryVariables>>;

const NEEDED = ['LDAP_KIND', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD', 'LDAP_BASE_DN'] as const;
/** Where the two kinds keep a second mailbox and the department, unless it is said otherwise. */
const STANDARD = {
  openldap: { secondaryMail: 'secondaryMail', department: 'departmentNumber' },
  'active-directory': { secondaryMail: 'otherMailbox', department: 'department' },
};

/** What the directory's variables say together; undefined where there is none. */
export function directoryIn(settings: Variables): {
  directory: DirectorySettings | undefined;
  mistakes: string[];
} {
  const { LDAP_URL, LDAP_KIND, LDAP_BIND_DN, LDAP_BIND_PASSWORD, LDAP_BASE_DN } = settings;
  if (!LDAP_URL) {
    const lone = NEEDED.filter((name) => settings[name] !== undefined);
    return { directory: undefined, mistakes: lone.map((name) => `LDAP_URL: It is needed beside ${name}`) };
  }
  if (!LDAP_KIND || !LDAP_BIND_DN || !LDAP_BIND_PASSWORD || !LDAP_BASE_DN) {
    const missing = NEEDED.filter((name) => settings[name] === undefined);
    return { directory: undefined, mistakes: missing.map((name) => `${name}: It is needed beside LDAP_URL`) };
  }
  const standard = STANDARD[LDAP_KIND];
  const platforms = {
    slack: settings.LDAP_SLACK_ID,
    dingtalk: settings.LDAP_DINGTALK_ID,
    wecom: settings.LDAP_WECOM_ID,
  };
  return {
    directory: {
      kind: LDAP_KIND,
      url: LDAP_URL,
      bindDn: LDAP_BIND_DN,
      bindPassword: LDAP_BIND_PASSWORD,
      baseDn: LDAP_BASE_DN,
      caFile: settings.LDAP_CA_FILE,
      excludedUnits: settings.LDAP_EXCLUDED_UNITS,
      protectedGroups: settings.LDAP_PROTECTED_GROUPS,
      canaryDn: settings.LDAP_CANARY_DN,
      accessLogDn: settings.LDAP_ACCESS_LOG_DN,
      policyDn: settings.LDAP_POLICY_DN,
      attributes: {
        secondaryMail: settings.LDAP_SECONDARY_MAIL ?? standard.secondaryMail,
        mobile: settings.LDAP_MOBILE,
        department: settings.LDAP_DEPARTMENT ?? standard.department,
        locale: settings.LDAP_LOCALE,
        platforms: Object.fromEntries(
          Object.entries(platforms).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])),
        ),
      },
    },
    mistakes: [],
  };
}
