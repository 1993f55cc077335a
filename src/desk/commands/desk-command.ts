import type { Line, Priority } from '../../store/schema.ts';

/** What an agent asks for in a desk thread. */
export type DeskCommand =
  | { do: 'claim' | 'unclaim' | 'why' | 'draft' | 'help' }
  | { do: 'assign'; to: string }
  | { do: 'note'; text: string }
  | { do: 'priority'; priority: Priority }
  | { do: 'type'; type: string }
  | { do: 'escalate'; line: Line; reason: string; field?: string | undefined }
  | { do: 'resolve'; cause: string; steps: string[] }
  | { do: 'wait'; for: 'requester' | 'vendor'; reason: string }
  | { do: 'merge'; number: string }
  | { do: 'kb'; query: string }
  | { do: 'procedure'; articleId: string }
  | { do: 'done'; steps: number[] }
  | { do: 'recovered'; note: string };

/** A command, a command word that isn't used as it must be, or words for the requester. */
export type Parsed = { command: DeskCommand } | { misused: string } | { words: string };
