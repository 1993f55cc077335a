import { describe, expect, it } from 'vitest';
import { commandIn } from '../../src/cli/cli.ts';
import { UsageError } from '../../src/cli/command.ts';
import { replayOrder } from '../../src/cli/replay.ts';

describe('the command line', () => {
  it('reads what a replay is to try', () => {
    const order = replayOrder(
      '--since 36h --content ./new --set certainty.article=0.55 --set certainty.offer=0.2'.split(' '),
    );
    expect(order).toEqual({
      contentDir: './new',
      sinceMs: 36 * 3_600_000,
      certainty: { article: 0.55, offer: 0.2 },
      limit: 20,
    });
  });

  it.each([
    [['start-over'], 'There is no command start-over'],
    [['toString'], 'There is no command toString'],
    [['start', 'now'], 'start takes no now'],
    [['replay'], 'replay needs --content DIR'],
    [['replay', '--content', 'x', '--since', 'yesterday'], '--since is a length of time'],
    [['replay', '--content', 'x', '--set', 'certainty.article=2'], '--set certainty.article=2'],
    [['replay', '--content', 'x', '--set', 'name=1'], '--set name=1'],
    [['replay', '--content', 'x', '--limit', '0'], '--limit is a number from 1'],
    [['replay', '--folder', 'x'], "Unknown option '--folder'"],
  ])('says what is wrong with %j', (argv, message) => {
    expect(() => commandIn(argv)).toThrow(UsageError);
    expect(() => commandIn(argv)).toThrow(message);
  });

  it('shows all commands in its help', async () => {
    const said: string[] = [];
    const terminal = {
      env: {},
      root: '.',
      now: () => 0,
      out: (text: string) => said.push(text),
      err: () => {},
    };
    expect(await commandIn(['help'])(terminal)).toBe(0);
    expect(said.join('')).toContain('deskline replay --content DIR');
  });
});
