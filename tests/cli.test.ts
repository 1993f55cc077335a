import { describe, expect, it } from 'vitest';
import { UsageError, orderIn } from '../src/cli.ts';

describe('the command line', () => {
  it('starts the desk when nothing is said', () => {
    expect(orderIn([])).toEqual({ do: 'start' });
  });

  it('reads what a replay is to try', () => {
    const order = orderIn(
      'replay --since 36h --content ./new --set certainty.article=0.55 --set certainty.offer=0.2'.split(' '),
    );
    expect(order).toEqual({
      do: 'replay',
      contentDir: './new',
      sinceMs: 36 * 3_600_000,
      certainty: { article: 0.55, offer: 0.2 },
      limit: 20,
    });
  });

  it.each([
    [['start-over'], 'There is no command start-over'],
    [['replay'], 'replay needs --content DIR'],
    [['replay', '--content', 'x', '--since', 'yesterday'], '--since is a length of time'],
    [['replay', '--content', 'x', '--set', 'certainty.article=2'], '--set certainty.article=2'],
    [['replay', '--content', 'x', '--set', 'name=1'], '--set name=1'],
    [['replay', '--content', 'x', '--limit', '0'], '--limit is a number from 1'],
    [['replay', '--folder', 'x'], "Unknown option '--folder'"],
  ])('says what is wrong with %j', (argv, message) => {
    expect(() => orderIn(argv)).toThrow(UsageError);
    expect(() => orderIn(argv)).toThrow(message);
  });
});
