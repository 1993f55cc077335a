import type { Button } from '../platforms/platform.ts';
import type { Scene, Turn } from './scene.ts';

const LOCALES = ['zh-CN', 'en'] as const;

/** Buttons whose label is the message `button.<id>` of the requester's language. */
export function button(
  scene: Pick<Scene, 'say'>,
  id: string,
  options: { value?: string; style?: Button['style'] } = {},
): Button {
  return { id, label: scene.say(`button.${id}`), value: options.value ?? '', style: options.style };
}

/** Whether the button was pressed, or its label written where buttons can't be pressed. */
export function meansButton(scene: Scene, id: string, { pressed, text }: Turn): boolean {
  if (pressed) return pressed.action === id;
  const said = text.trim().toLowerCase();
  const { messages } = scene.desk;
  return LOCALES.some((locale) => messages.say(locale, `button.${id}`).toLowerCase() === said);
}

/** The ways out that every question offers. */
export function waysOut(scene: Scene): Button[] {
  return [button(scene, 'cancel'), button(scene, 'human')];
}
