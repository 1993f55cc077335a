import { describe, expect, it } from 'vitest';
import { compare, summarise, type AskedQuestion, type Outcome } from '../../src/replay/compare.ts';
import { reportText } from '../../src/replay/report.ts';

const question = (text: string, more: Partial<AskedQuestion> = {}): AskedQuestion => ({
  text,
  locale: 'en',
  count: 1,
  solvedBy: [],
  ...more,
});
const shows = (articleId: string, type = 'printer'): Outcome => ({
  type,
  answer: 'article',
  found: [{ articleId, score: 0.8 }],
  articleId,
});
const nothing: Outcome = { type: 'printer', answer: 'none', found: [], articleId: undefined };

describe('what another content changes for a question', () => {
  it.each([
    ['gained', nothing, shows('jam')],
    ['lost', shows('jam'), nothing],
    ['other', shows('jam'), shows('offline')],
    ['type', shows('jam'), shows('jam', 'hardware')],
    ['same', shows('jam'), shows('jam')],
  ] as const)('is called %s', (kind, before, after) => {
    expect(compare(question('paper stuck'), before, after).kind).toBe(kind);
  });

  it('is worse where the article that solved it is not shown any more', () => {
    const asked = question('paper stuck', { solvedBy: ['jam'] });
    expect(compare(asked, shows('jam'), shows('offline')).worse).toBe(true);
    expect(compare(asked, shows('jam'), shows('jam')).worse).toBe(false);
    expect(compare(asked, nothing, shows('offline')).worse).toBe(false);
  });

  it('sees an article among those that are offered', () => {
    const offers: Outcome = {
      type: undefined,
      answer: 'choice',
      found: [
        { articleId: 'offline', score: 0.5 },
        { articleId: 'jam', score: 0.5 },
      ],
      articleId: undefined,
    };
    const asked = question('paper', { solvedBy: ['jam'] });
    expect(compare(asked, shows('jam'), offers)).toMatchObject({ kind: 'other', worse: false });
  });
});

describe('the report of a replay', () => {
  const changes = [
    compare(question('paper stuck', { count: 3 }), nothing, shows('jam')),
    compare(question('no paper', { solvedBy: ['tray'] }), shows('tray'), nothing),
    compare(question('toner'), shows('toner'), shows('toner')),
  ];

  it('counts a question as often as it was asked', () => {
    expect(summarise(changes)).toEqual({
      questions: 5,
      same: 1,
      gained: 3,
      lost: 1,
      other: 0,
      type: 0,
      worse: 1,
      answeredBefore: 2 / 5,
      answeredAfter: 4 / 5,
    });
  });

  it('names what gets worse, and says how many are left out', () => {
    const text = reportText(
      [...changes, compare(question('ink'), nothing, shows('jam'))],
      summarise(changes),
      1,
    );
    expect(text).toContain('! no paper\n    article tray [printer] → none [printer]');
    expect(text).toContain('paper stuck ×3');
    expect(text).toContain('… and 1 more (--limit 2 shows them)');
    expect(text).not.toContain('toner');
  });

  it('has an answer for no questions at all', () => {
    expect(summarise([])).toMatchObject({ questions: 0, answeredBefore: 0, answeredAfter: 0 });
  });
});
