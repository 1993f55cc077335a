/** Bold and code: underscores and tildes are left, as `__init__` and what is struck out mean something. */
const MARKED = /(?<![^\s\p{P}])(\*{1,2}|`{1,3})(?=\S)([^*`]*[^*`\s])\1(?![^\s\p{P}])/gu;

/** Whether two texts differ in nothing but their looks: spaces, bold, code. */
export function saysTheSame(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(text: string): string {
  return text.replaceAll(MARKED, '$2').replaceAll(/\s+/g, ' ').trim();
}
