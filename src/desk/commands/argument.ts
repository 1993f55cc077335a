/** Joins a command to its argument: 升级到二线, 分配给 @王芳, 优先级改为高, “merge into #12”. */
const LINK = /^(?:(?:更?改|[调調]|[设設])?[为為成到至]|[给給入]|(?:to|into|as)(?=\s))[\s:：,，]*/i;

/** An argument without the word that joins it to its command. */
export function withoutLink(rest: string): string {
  return rest.replace(LINK, '');
}

/** The first argument, and what follows after a space, a colon or a comma of either width. */
export function argumentAndRest(rest: string): [string, string] {
  const [, first = '', remainder = ''] = /^([^\s:：,，]+)[\s:：,，]*([\s\S]*)$/.exec(rest) ?? [];
  return [first, remainder.trim()];
}
