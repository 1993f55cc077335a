import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContentError, parseYaml } from '../../src/content/content-file.ts';
import { duration, elapsed } from '../../src/content/duration.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  list: z.array(z.strictObject({ id: z.string(), count: z.number() })),
});

function said(source: string, firstLine = 1): string[] {
  try {
    parseYaml('file.yaml', source, schema, firstLine);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.message.split('\n').slice(1);
  }
  return [];
}

describe('a content file', () => {
  it('is given as its schema makes it, and knows where each value stands', () => {
    const { value, lineOf } = parseYaml('file.yaml', 'name: a\nlist:\n  - id: x\n    count: 1\n', schema);
    expect(value).toEqual({ name: 'a', list: [{ id: 'x', count: 1 }] });
    expect(lineOf(['list', 0, 'count'])).toBe(4);
    expect(lineOf(['list', 5])).toBe(2);
  });

  it('names each mistake by file, line and reason', () => {
    expect(said("name: ''\nlist:\n  - id: x\n    count: many\n  - { id: y, count: 2, extra: 3 }\n")).toEqual([
      expect.stringMatching(/^ {2}file\.yaml:1: name: /),
      expect.stringMatching(/^ {2}file\.yaml:4: list\.0\.count: .*number/),
      expect.stringMatching(/^ {2}file\.yaml:5: list\.1: .*extra/),
    ]);
  });

  it('counts from the line it begins on in another file', () => {
    expect(said("name: ''\nlist: []\n", 10)[0]).toMatch(/^ {2}file\.yaml:10: /);
  });

  it('with a key twice or broken YAML is refused with its line', () => {
    expect(said('name: a\nname: b\nlist: []\n')[0]).toMatch(/^ {2}file\.yaml:2: /);
    expect(said('name: "a\nlist: []\n')[0]).toMatch(/^ {2}file\.yaml:\d+: /);
  });

  it('that is empty lacks everything', () => {
    expect(said('')).toHaveLength(2);
  });
});

describe('a length of time', () => {
  it.each([
    ['15m', 900_000],
    ['4h', 14_400_000],
    ['3d', 259_200_000],
  ])('%s is %i ms', (text, ms) => {
    expect(elapsed(duration.parse(text))).toBe(ms);
  });

  it.each(['', '0m', '15', '1.5h', '-1h', '3 d', '3w', '123456m'])('is not %j', (text) => {
    expect(duration.safeParse(text).success).toBe(false);
  });
});
