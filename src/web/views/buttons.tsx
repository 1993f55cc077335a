import { isPressedMark, pressedMark, type WebMessage } from '../../platforms/web/messages.ts';
import type { Visit } from '../visit.ts';
import { Icon } from './icons.tsx';

interface ButtonsProps {
  message: WebMessage;
  visit: Visit;
  /** What a form goes back to where there is no script. */
  back: string;
  newId: () => string;
}

/** What one may choose under a message; what one has chosen stays marked. */
export function Buttons({ message, visit, back, newId }: ButtonsProps) {
  const buttons = message.body?.buttons ?? [];
  if (buttons.length === 0) return null;
  const chosen = message.reactions.some(isPressedMark);
  return (
    <form
      method="post"
      action="/forms/action"
      class={`buttons ${chosen ? 'chosen' : ''}`}
      data-press
      aria-label={visit.t('message.actions')}
    >
      <input type="hidden" name="channel" value={message.channel} />
      <input type="hidden" name="messageSeq" value={String(message.seq)} />
      <input type="hidden" name="clientId" value={newId()} />
      <input type="hidden" name="back" value={back} />
      {buttons.map((button) => {
        const pressed = message.reactions.includes(pressedMark(button.id, button.value));
        return (
          <button
            type="submit"
            name="press"
            value={JSON.stringify({ action: button.id, value: button.value })}
            class={`button ${pressed ? 'pressed' : chosen ? '' : (button.style ?? '')}`}
            aria-pressed={pressed ? 'true' : undefined}
          >
            {pressed && <Icon name="check" />}
            {button.label}
          </button>
        );
      })}
    </form>
  );
}
