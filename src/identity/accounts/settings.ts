/** How the company's directory is reached, and what the bot leaves alone in it. */
export interface DirectorySettings {
  kind: 'openldap' | 'active-directory';
  /** `ldaps://…`, or `ldap://…`, where StartTLS is done before anything else. */
  url: string;
  bindDn: string;
  bindPassword: string;
  baseDn: string;
  /** Of the company's own certificate authority (PEM); the system's where it isn't said. */
  caFile: string | undefined;
  /** Units whose accounts are never touched. */
  excludedUnits: readonly string[];
  /** Groups (DN) whose members are never touched, also those of groups in them. */
  protectedGroups: readonly string[];
  /** An account in an excluded unit that the bind account must fail to change. */
  canaryDn: string | undefined;
  /** OpenLDAP: where the accesslog overlay writes, e.g. `cn=accesslog`. */
  accessLogDn: string | undefined;
  /** OpenLDAP: the password policy whose `pwdMinLength`, `pwdMaxAge` count where an account names none. */
  policyDn: string | undefined;
  attributes: {
    secondaryMail: string;
    mobile: string;
    department: string;
    locale: string;
    /** By chat platform, the attribute that holds the user's id there. */
    platforms: Readonly<Record<string, string>>;
  };
}
