import type { Locale } from '../platforms/platform.ts';
import type { Profile } from '../store/schema.ts';

/** Somebody whom the configuration names. */
export interface KnownPerson {
  id: string;
  name: string;
  email?: string | undefined;
  locale?: Locale | undefined;
  department?: string | undefined;
  profile: Profile;
  /** His user id on each platform where he has one. */
  identities: Readonly<Record<string, string | undefined>>;
}

/** Whom the configuration knows, and how accounts it doesn't know may be found to be theirs. */
export interface Directory {
  known: readonly KnownPerson[];
  /** Platforms whose e-mail addresses nobody but the company can set (rule PR-2). */
  linkByEmail: readonly string[];
}

/** Questions about the directory, answered from memory. */
export function directoryOf({ known, linkByEmail }: Directory) {
  const byEmail = new Map<string, string[]>();
  for (const { id, email } of known) {
    if (!email) continue;
    const key = email.toLowerCase();
    byEmail.set(key, [...(byEmail.get(key) ?? []), id]);
  }

  return {
    /** The one listed person with this address, if the platform's addresses prove anything. */
    ownerOfEmail: (platform: string, email: string | undefined): string | undefined => {
      if (!email || !linkByEmail.includes(platform)) return undefined;
      const owners = byEmail.get(email.trim().toLowerCase()) ?? [];
      return owners.length === 1 ? owners[0] : undefined;
    },
  };
}
