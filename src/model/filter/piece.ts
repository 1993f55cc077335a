import { withoutInvisible } from '../invisible.ts';
import { MASK } from '../../language/redact/redact.ts';
import { secretsIn } from '../../language/redact/secrets.ts';
import { inventedIn, isEncoded, isMailListed } from './facts.ts';
import { isGrounded } from './grounding.ts';
import { checkLinks } from './links.ts';
import { checkMarkup, checkMentions } from './markup.ts';
import { asksForSecret } from './secret-requests.ts';
import type { Breach, Checked, Sources } from './verdict.ts';

export interface PieceRules {
  /** Whether what it says must stand in the sources; not where it is in another language than they are. */
  grounded: boolean;
  /** Addresses of mail need a listed host as links do; an agent may see those of the ticket. */
  listedMail?: boolean;
}

/** One sentence or line of the model's output against what it may rest on (rules L-3, L-6, L-7). */
export function checkPiece(
  piece: string,
  sources: Sources,
  { grounded, listedMail = false }: PieceRules,
): Checked {
  const refuse = (why: Breach): Checked => ({ verdict: 'refuse', why });
  const mentioned = checkMentions(withoutInvisible(piece));
  if (mentioned.verdict !== 'keep') return mentioned;
  const linked = checkLinks(mentioned.text, sources);
  if (linked.verdict !== 'keep') return linked;
  const marked = checkMarkup(linked.text, sources);
  if (marked.verdict !== 'keep') return marked;
  const { text } = marked;
  if (isEncoded(text)) return refuse('encoded');
  if (asksForSecret(text)) return refuse('secret-request');
  if (text.includes(MASK) || secretsIn(text).length > 0) return refuse('secret');
  if (listedMail && !isMailListed(text, sources)) return refuse('address');
  const invented = inventedIn(text, sources);
  if (invented) return refuse(invented);
  if (text.trim() === '') return { verdict: 'drop', why: 'empty' };
  if (grounded && !isGrounded(text, sources)) return { verdict: 'drop', why: 'ungrounded' };
  return { verdict: 'keep', text };
}
