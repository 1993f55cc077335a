/** One row of the outbox or the inbox. */
export interface LetterName {
  of: 'outbox' | 'inbox';
  id: number;
}

/** How people call it: `m12` is a message, row 12 of the outbox; `e12` an event, row 12 of the inbox. */
export function letterId({ of, id }: LetterName): string {
  return `${of === 'outbox' ? 'm' : 'e'}${id}`;
}

/** The row that a name made by `letterId` stands for; undefined where it is no such name. */
export function letterNamed(text: string): LetterName | undefined {
  const [, kind, digits] = /^([me])([1-9]\d{0,14})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return { of: kind === 'm' ? 'outbox' : 'inbox', id: Number(digits) };
}
