import type { Button } from '../platforms/platform.ts';
import type { Scene } from './scene.ts';

/** Buttons whose label is the message `button.<id>` of the requester's language. */
export function button(
  scene: Scene,
  id: string,
  options: { value?: string; style?: Button['style'] } = {},
): Button {
  return { id, label: scene.say(`button.${id}`), value: options.value ?? '', style: options.style };
}

/** The ways out that every question offers. */
export function waysOut(scene: Scene): Button[] {
  return [button(scene, 'cancel'), button(scene, 'human')];
}
