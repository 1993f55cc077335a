import { clauses } from '../language/clauses.ts';
import type { Scene, Turn } from './scene.ts';

type Reader = Pick<Scene, 'desk'>;

/** “还是不行，一打印就卡” says it as well as “还是不行” alone. */
export function saysNotSolved({ desk }: Reader, turn: Turn): boolean {
  if (turn.move) return turn.move === 'not-solved';
  return clauses(turn.text).some(({ text }) => desk.moveOf(text) === 'not-solved');
}

/** What else is said where somebody wants a human in the same breath: “打印机坏了，转人工”. */
export function besidesHuman({ desk }: Reader, { text: words, move }: Turn): string | undefined {
  if (move) return undefined;
  const parts = clauses(words).map((clause) => clause.text);
  const rest = parts.filter((part) => desk.moveOf(part) !== 'human');
  if (rest.length === 0 || rest.length === parts.length) return undefined;
  const said = rest.join('，');
  const { kind } = desk.understand(said);
  return kind === 'problem' || kind === 'unclear' ? said : undefined;
}
