import type { Localised } from '../../content/content-file.ts';
import type { Messages, Params } from '../../content/messages.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { TicketStage } from '../../store/schema.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';

/** How the desk speaks: its language, its words, its time zone. */
export interface Voice {
  messages: Messages;
  policy: DeskPolicy;
  typeNames: ReadonlyMap<string, Localised>;
}

export type Say = (key: string, params?: Params) => string;

export function speaker({ messages }: Pick<Voice, 'messages'>, locale: Locale): Say {
  return (key, params) => messages.say(locale, key, params);
}

/** A stage as the desk says it: it waits for the requester and not for “you”. */
export function stageText(say: Say, stage: TicketStage): string {
  const isRequesters = stage === 'verification' || stage === 'feedback';
  return say(isRequesters ? `desk.stage-${stage}` : `stage.${stage}`);
}
