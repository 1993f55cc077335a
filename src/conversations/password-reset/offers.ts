import type { LoginTrouble } from '../../language/login-trouble.ts';
import { LINK_PLACE } from '../../identity/password-reset/links.ts';
import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { ResetPurpose } from '../../store/schema.ts';
import { button, waysOut } from '../buttons.ts';
import { text, type Scene } from '../scene.ts';
import { troubleButtons } from './wishes.ts';

interface Offered {
  login: string;
  locked: boolean;
}

/** What can be done about an account, which is told and never asked. */
export function offer(
  scene: Pick<Scene, 'say'>,
  kind: LoginTrouble['kind'],
  { login, locked }: Offered,
): OutboundMessage {
  const words = locked
    ? 'reset.offer.locked'
    : kind === 'locked'
      ? 'reset.offer.not-locked'
      : `reset.offer.${kind}`;
  const reset = button(scene, 'reset-password', { style: 'primary' });
  const unlock = button(scene, 'reset-unlock', { style: kind === 'locked' ? 'primary' : undefined });
  const first = kind === 'locked' ? [unlock, { ...reset, style: undefined }] : [reset, unlock];
  const buttons = [...(locked ? first : [reset]), button(scene, 'reset-other'), button(scene, 'human')];
  return text(scene.say(words, { login: verbatim(login) }), buttons);
}

/** “Can't log in” may be many things: which one, is asked. */
export function whatTrouble(scene: Pick<Scene, 'say'>): OutboundMessage {
  const buttons = Object.keys(troubleButtons).map((id) => button(scene, id));
  return text(scene.say('reset.what-trouble'), buttons);
}

/** Nobody's account but one's own: said with a way to help with that. */
export function onlyOwn(scene: Scene): OutboundMessage {
  return text(scene.say('reset.only-own'), [button(scene, 'reset-password'), ...waysOut(scene)]);
}

/** The way to the page. Its link is put in when the message is sent. */
export function linkMessage(
  scene: Pick<Scene, 'say'>,
  {
    requestId,
    purpose,
    login,
    minutes,
  }: { requestId: string; purpose: ResetPurpose; login: string; minutes: number },
): OutboundMessage {
  return text(scene.say(`reset.link.${purpose}`, { login: verbatim(login), minutes, link: LINK_PLACE }), [
    button(scene, 'reset-stop', { value: requestId }),
  ]);
}
