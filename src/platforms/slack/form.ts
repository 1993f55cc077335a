import { z } from 'zod';
import type { Form } from '../platform.ts';
import { shortened } from './escape.ts';

/** Slack's limits (characters): title and buttons of a modal 24, labels 2,000. */
const MOST_IN_TITLE = 24;
const MOST_IN_LABEL = 2_000;
const AGAIN = /~\d+$/;

const origin = z.object({
  channel: z.string(),
  message: z.string(),
  thread: z.string().optional(),
  action: z.string(),
  value: z.string(),
});
/** Where the button stands that a form belongs to; it travels in the form's `private_metadata`. */
export type FormOrigin = z.infer<typeof origin>;

/** Reads where a form belongs; undefined where it isn't one of ours. */
export function readFormOrigin(metadata: string): FormOrigin | undefined {
  try {
    return origin.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** The action ids of a message's buttons: Slack wants them all different, so a second one alike gets a number. */
export function actionIds(ids: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}~${count}`;
  });
}

/** The button's id of an action id. */
export function actionOf(actionId: string): string {
  return actionId.replace(AGAIN, '');
}

/** The modal for `views.open`. */
export function encodeForm(form: Form, at: FormOrigin, cancel: string): Record<string, unknown> {
  return {
    type: 'modal',
    callback_id: 'deskline_form',
    private_metadata: JSON.stringify(at),
    title: words(form.title, MOST_IN_TITLE),
    submit: words(form.submit, MOST_IN_TITLE),
    close: words(cancel, MOST_IN_TITLE),
    blocks: form.fields.map((field) => ({
      type: 'input',
      block_id: field.id,
      optional: field.optional,
      label: words(field.label, MOST_IN_LABEL),
      element: { type: 'plain_text_input', action_id: field.id, multiline: field.multiline },
    })),
  };
}

function words(text: string, most: number) {
  return { type: 'plain_text', text: shortened(text, most) };
}
