import type { ContactKind } from '../account.ts';

const NAME = /<pszAttributeName>([^<]*)<\/pszAttributeName>/;
const CHANGED = /<ftimeLastOriginatingChange>([^<]*)<\/ftimeLastOriginatingChange>/;

/**
 * Which contacts changed after `since` (UTC ms), from the fragments of `msDS-ReplAttributeMetaData` (MS-ADTS
 * 3.1.1.4.5.17): one small XML document for each attribute.
 */
export function changedContacts(
  fragments: readonly string[],
  names: { secondaryMail: string; mobile: string },
  since: number,
): ContactKind[] {
  const kinds = new Map<string, ContactKind>([
    ['mail', 'mail'],
    [names.secondaryMail.toLowerCase(), 'secondaryMail'],
    [names.mobile.toLowerCase(), 'mobile'],
    ['manager', 'manager'],
  ]);
  return fragments.flatMap((fragment) => {
    const kind = kinds.get((NAME.exec(fragment)?.[1] ?? '').toLowerCase());
    const at = Date.parse(CHANGED.exec(fragment)?.[1] ?? '');
    return kind !== undefined && at > since ? [kind] : [];
  });
}
