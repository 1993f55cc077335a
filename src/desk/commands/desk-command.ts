import type { Line, Priority } from '../../store/schema.ts';

/** What is done with an article, or about the knowledge that a ticket brought. */
export type KnowledgeCommand =
  | { do: 'kb'; query: string }
  | { do: 'article'; act: 'show' | 'link' | 'update' | 'submit' | 'approve' | 'verify'; articleId: string }
  | { do: 'article'; act: 'return' | 'retire'; articleId: string; reason: string }
  | { do: 'article'; act: 'fill'; articleId: string; text: string }
  | { do: 'no-article'; reason: string }
  | { do: 'new-article' };

/** What a word after that of `kb` asks for. */
export type KnowledgeAct = (KnowledgeCommand & { do: 'article' })['act'] | 'draft' | 'nothing';

/** What is done with the words that mean the same. */
export type SynonymCommand =
  | { do: 'synonym'; act: 'add'; text: string }
  | { do: 'synonym'; act: 'remove'; word: string }
  | { do: 'synonym'; act: 'list' };

/** What is done with the collaboration sheet of a ticket. */
export type CollabCommand =
  | { do: 'collab'; act: 'show' }
  | { do: 'collab'; act: 'add'; to: string; until: string; title: string; deliverable: string }
  | { do: 'collab'; act: 'done' | 'drop'; n: number; result: string | null };

/** What an agent asks for in a desk thread. */
export type DeskCommand =
  | KnowledgeCommand
  | SynonymCommand
  | { do: 'claim' | 'unclaim' | 'why' | 'why-type' | 'draft' | 'draft-reply' | 'summary' | 'points' | 'help' }
  | { do: 'continue' | 'extend' | 'away' | 'back' }
  | { do: 'snooze'; until: string; reason: string }
  | CollabCommand
  | { do: 'cause'; text: string }
  | { do: 'split'; text: string }
  | { do: 'join'; number: string }
  | { do: 'leave' | 'no-incident' }
  | { do: 'broadcast'; text: string }
  | { do: 'agreement'; id: string | null }
  | { do: 'breach-reason'; text: string }
  | { do: 'translate'; on: boolean }
  | { do: 'assign'; to: string }
  | { do: 'note'; text: string }
  | { do: 'priority'; priority: Priority }
  | { do: 'type'; type: string }
  | { do: 'escalate'; line: Line; reason: string; field?: string | undefined }
  | { do: 'resolve'; cause: string; steps: string[] }
  | { do: 'wait'; for: 'requester' | 'vendor'; reason: string }
  | { do: 'merge'; number: string }
  | { do: 'procedure'; articleId: string }
  | { do: 'done'; steps: number[] }
  | { do: 'recovered'; note: string };

/** The commands that have a word of their own; the others begin with the word of another: `kb draft`, `why type`. */
export type CommandName = Exclude<
  DeskCommand['do'],
  'article' | 'no-article' | 'new-article' | 'why-type' | 'draft-reply'
>;

/** A command, a command word that isn't used as it must be, or words for the requester. */
export type Parsed = { command: DeskCommand } | { misused: string } | { words: string };

/** Whether a command is about knowledge and no ticket, so that it can be given anywhere. */
export function needsNoTicket(command: DeskCommand): boolean {
  switch (command.do) {
    case 'kb':
    case 'points':
    case 'synonym':
      return true;
    case 'article':
      return command.act !== 'link' && command.act !== 'update';
    default:
      return false;
  }
}
