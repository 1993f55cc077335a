import { clean } from '../language/clean.ts';
import { moves } from '../language/moves.ts';
import type { InboundEvent } from '../platforms/platform.ts';
import type { Scene, Turn } from './scene.ts';
import { taggedNumber, withoutTag } from './tag.ts';
import { runningNumber, shortNumber } from '../tickets/ticket-number.ts';

/** What the requester wrote or pressed, as the dialogues see it. */
export function turnOf(
  scene: Scene,
  payload: InboundEvent & { kind: 'message' | 'action' },
  understood: Turn['understood'],
): Turn {
  if (payload.kind === 'action') {
    const { action, value, messageId } = payload;
    // A button that is named like a wish means the same as its words.
    const move = moves.find((one) => one === action);
    return { text: '', files: [], messageId, understood, move, pressed: { action, value } };
  }
  const words = clean(payload.text);
  // Somebody else's words command nothing (rule I-3).
  const passedOn = payload.forwarded === true;
  const number = passedOn ? undefined : taggedNumber(words);
  const tagged = scene.tickets.find((ticket) => runningNumber(ticket.number) === number);
  return {
    // “#12 又卡纸了” without its number; “打印机 #3 坏了” stays as it is.
    text: tagged ? withoutTag(words) : words,
    files: payload.files.slice(0, scene.desk.policy.limits.filesPerMessage),
    messageId: payload.messageId,
    understood: passedOn ? { ...understood, move: undefined } : understood,
    move: passedOn ? undefined : understood.move,
    ticketTag: tagged?.number ?? fullNumber(scene, payload.quotedTicket),
  };
}

/** What he quotes may call one of his tickets by its short number. */
function fullNumber({ tickets }: Scene, quoted: string | undefined): string | undefined {
  if (!quoted?.startsWith('#')) return quoted;
  return tickets.find(({ number }) => shortNumber(number) === quoted)?.number;
}
