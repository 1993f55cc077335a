import { describe, expect, it } from 'vitest';
import type { ArticleHit } from '../../src/knowledge/knowledge-base.ts';
import { decideKnowing, type Findings } from '../../src/conversations/findings.ts';

describe('a decision that lacks something', () => {
  it('is made once where nothing is lacking', async () => {
    const { rounds, searched } = await decided(() => 'said');
    expect({ rounds, searched }).toEqual({ rounds: 1, searched: [] });
  });

  it('is made again when it is there, all that was lacking at once', async () => {
    const { rounds, searched } = await decided((findings) => {
      findings.search('paper jam', { limit: 1 });
      findings.search('black screen', { limit: 6 });
      findings.search('paper jam', { limit: 6 });
    });
    expect({ rounds, searched }).toEqual({ rounds: 2, searched: ['paper jam', 'black screen'] });
  });

  it('counts only as it was made last', async () => {
    const { decision } = await decided(({ search }) =>
      search('paper jam', { limit: 1 }).map((hit) => hit.score),
    );
    expect(decision).toEqual([0.9]);
  });

  it('gets as many hits as it asked for', async () => {
    const { decision } = await decided(({ search }) => [
      search('paper jam', { limit: 1 }).length,
      search('paper jam', { limit: 2 }).length,
    ]);
    expect(decision).toEqual([1, 2]);
  });

  it('ends, whatever it goes on to ask', async () => {
    let asked = 0;
    const { rounds, decision } = await decided(({ search }) => search(`${asked++}`, { limit: 1 }));
    expect({ rounds, decision }).toEqual({ rounds: 6, decision: [] });
  });

  it('fails where the search does, so that the event is tried again', async () => {
    const broken = { search: () => Promise.reject(new Error('no database')) };
    const asking = decideKnowing(broken, ({ search }) => search('paper jam', { limit: 1 }));
    await expect(asking).rejects.toThrow('no database');
  });
});

async function decided<T>(decide: (findings: Findings) => T) {
  const searched: string[] = [];
  let rounds = 0;
  const hits = [{ score: 0.9 }, { score: 0.5 }] as ArticleHit[];
  const sources = {
    search: (words: string) => {
      searched.push(words);
      return Promise.resolve(hits);
    },
  };
  const decision = await decideKnowing(sources, (findings) => {
    rounds += 1;
    return decide(findings);
  });
  return { decision, rounds, searched };
}
