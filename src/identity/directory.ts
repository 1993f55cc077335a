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
  /** What he logs in to the company's directory with, where the list says it. */
  account?: string | undefined;
  /** His user id on each platform where he has one. */
  identities: Readonly<Record<string, string | undefined>>;
}

/** Whom the configuration knows, and how accounts it doesn't know may be found to be theirs. */
export interface Directory {
  /** Replaced as a whole when the company's directory was read anew. */
  known: readonly KnownPerson[];
  /** Platforms whose e-mail addresses nobody but the company can set (rule PR-2). */
  linkByEmail: readonly string[];
}

/** Questions about the directory, answered from memory. */
export function directoryOf(directory: Directory) {
  let mapped: readonly KnownPerson[] | undefined;
  let byEmail = new Map<string, string[]>();

  function ownersOf(email: string): string[] {
    if (mapped !== directory.known) {
      byEmail = new Map();
      for (const { id, email: address } of directory.known) {
        const key = address?.toLowerCase();
        if (key) byEmail.set(key, [...(byEmail.get(key) ?? []), id]);
      }
      mapped = directory.known;
    }
    return byEmail.get(email.trim().toLowerCase()) ?? [];
  }

  return {
    /** The one listed person with this address, if the platform's addresses prove anything. */
    ownerOfEmail: (platform: string, email: string | undefined): string | undefined => {
      if (!email || !directory.linkByEmail.includes(platform)) return undefined;
      const owners = ownersOf(email);
      return owners.length === 1 ? owners[0] : undefined;
    },
  };
}
