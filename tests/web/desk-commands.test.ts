import { describe, expect, it } from 'vitest';
import { parseDeskText } from '../../src/desk/commands/commands.ts';
import {
  commandHelp,
  escalateCommand,
  recoveryCommand,
  resolveCommand,
} from '../../src/web/desk-commands.ts';
import { readTexts } from '../../src/web/texts.ts';

const types: Record<string, string> = { network: 'network', 网络: 'network' };
const read = (text: string) => parseDeskText(text, (name) => types[name]);
const locales = ['zh-CN', 'en'] as const;
const all = commandHelp.flatMap(([key]) =>
  locales.map((locale) => readTexts('prompts/messages').of(locale)(key)),
);

describe('the commands that the desk page offers', () => {
  it.each(all.filter((text) => !text.startsWith('//')))(
    'include only what the desk understands: %s',
    (text) => {
      expect(read(text)).toHaveProperty('command');
    },
  );
});

describe('a form of the desk', () => {
  it.each(locales)('is the command it stands for (%s)', (locale) => {
    expect(read(resolveCommand(' worn\nroller ', '1. swap it; gently\n\n2. test page', locale))).toEqual({
      command: { do: 'resolve', cause: 'worn roller', steps: ['swap it, gently', 'test page'] },
    });
    expect(read(escalateCommand('expert', 'beyond\nme', locale))).toEqual({
      command: { do: 'escalate', line: 'expert', reason: 'beyond me' },
    });
    expect(read(recoveryCommand('apologised\nby phone', locale))).toEqual({
      command: { do: 'recovered', note: 'apologised by phone' },
    });
  });

  it.each(locales)('keeps words that mean something in a command (%s)', (locale) => {
    const parsed = read(resolveCommand('first steps: none', 'steps: reboot\n步骤：重启', locale));
    expect(parsed).toEqual({
      command: { do: 'resolve', cause: 'first steps, none', steps: ['steps, reboot', '步骤,重启'] },
    });
  });
});
