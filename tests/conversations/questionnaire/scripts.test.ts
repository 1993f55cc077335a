import { describe, expect, it } from 'vitest';
import { scripts, type Script } from './scripts.ts';
import { questionnaires, Talk } from './talk.ts';

function run(script: Script): { talk: Talk; asked: string[] } {
  const talk = new Talk(script.type, script.first, script.profile);
  const asked: string[] = [];
  for (const [question, reply] of script.replies) {
    expect(talk.asks).toBe(question);
    asked.push(question);
    if (reply === null) talk.moves({ do: 'skip' });
    else talk.says(reply);
    expect(talk.last.problem).toBeUndefined();
  }
  expect(talk.asks).toBeUndefined();
  return { talk, asked };
}

describe('scripted conversations', () => {
  it.each(scripts)('$type: “$first” asks only what is missing, and each once', (script) => {
    const { talk, asked } = run(script);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(6);
    const known = Object.entries(script.known ?? {});
    expect(known.map(([key]) => [key, talk.value(key)])).toEqual(known);
  });

  it('cover every issue type', () => {
    expect([...new Set(scripts.map((script) => script.type))].toSorted()).toEqual(
      [...questionnaires.keys()].toSorted(),
    );
  });

  it('ask four questions or fewer in the median', () => {
    const counts = scripts.map((script) => run(script).asked.length).toSorted((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(4);
  });
});
