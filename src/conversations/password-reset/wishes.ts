import type { LoginTrouble } from '../../language/login-trouble.ts';
import type { ResetPurpose } from '../../store/schema.ts';
import type { Turn } from '../scene.ts';

/** What a press on one of our buttons asks for. */
export type Pressed =
  | { do: 'begin'; purpose: ResetPurpose }
  | { do: 'tell'; kind: LoginTrouble['kind'] }
  | { do: 'stop'; requestId: string }
  | { do: 'not-me'; requestId: string }
  | { do: 'approve'; value: string; deny: boolean };

/** Buttons that begin something; their labels say the same where they are typed. */
export const beginButtons: Record<string, ResetPurpose> = {
  'reset-password': 'reset',
  'reset-unlock': 'unlock',
  'reset-enrol': 'enrol',
};

/** Buttons that tell what the trouble is, where “can't log in” doesn't. */
export const troubleButtons: Record<string, LoginTrouble['kind']> = {
  'reset-forgotten': 'forgotten',
  'reset-expired': 'expired',
  'reset-locked': 'locked',
  'reset-mfa': 'mfa-lost',
  'reset-other': 'cannot-log-in',
};

const OURS = /^reset-/;

/** Whether an action is the reset's, whoever else might take it. */
export function isResetAction(action: string): boolean {
  return OURS.test(action);
}

/** Reads a press; undefined where it isn't the reset's. */
export function pressedIn({ pressed }: Pick<Turn, 'pressed'>): Pressed | undefined {
  if (!pressed || !isResetAction(pressed.action)) return undefined;
  const { action, value } = pressed;
  const purpose = beginButtons[action];
  if (purpose) return { do: 'begin', purpose };
  const kind = troubleButtons[action];
  if (kind) return { do: 'tell', kind };
  switch (action) {
    case 'reset-stop':
      return { do: 'stop', requestId: value };
    case 'reset-not-me':
      return { do: 'not-me', requestId: value };
    case 'reset-approve':
    case 'reset-deny':
      return { do: 'approve', value, deny: action === 'reset-deny' };
    default:
      return undefined;
  }
}
