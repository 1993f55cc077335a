import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trainClassifier } from '../../src/language/classifier/classifier.ts';
import { loadLanguage } from '../../src/language/content.ts';

function changed(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-language-'));
  cpSync('prompts/language', join(folder, 'language'), { recursive: true });
  const path = join(folder, 'language', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  return folder;
}

describe('loadLanguage', () => {
  test('has every type with at least 25 examples in each language', () => {
    const few = loadLanguage('prompts').types.types.filter(
      ({ zh, en }) => Math.min(zh.length, en.length) < 25,
    );
    expect(few.map(({ id }) => id)).toEqual([]);
  });

  test.each([
    ['types.yaml', 'id: printer', 'id: print', /types\.yaml:\d+: types\.1\.id/],
    ['moves.yaml', '  human:', '  humans:', /moves\.yaml:\d+: /],
    ['urgency.yaml', 'critical: [', 'critical: 5 #', /urgency\.yaml:\d+: critical/],
  ])('a mistake in %s is named with file, line and reason', (file, from, to, message) => {
    expect(() => loadLanguage(changed(file, from, to))).toThrow(message);
  });
});

describe('trainClassifier', () => {
  const examples = [
    { text: 'the printer is jammed', label: 'printer' },
    { text: 'paper stuck in the printer', label: 'printer' },
    { text: 'vpn does not connect', label: 'network' },
    { text: 'no internet on the vpn', label: 'network' },
  ];

  test('learns what it is shown, with confidences that add up to 1', () => {
    const guesses = trainClassifier(examples).classify('printer paper');
    expect(guesses[0]?.label).toBe('printer');
    expect(guesses.reduce((sum, g) => sum + g.confidence, 0)).toBeCloseTo(1);
  });

  test('gives the same model for the same examples', () => {
    expect(trainClassifier(examples).classify('vpn')).toEqual(trainClassifier(examples).classify('vpn'));
  });

  test('takes a hint for a word no example has', () => {
    const hints = [{ word: '卡纸', label: 'printer', weight: 4 }];
    expect(trainClassifier(examples, { hints }).classify('卡纸了')[0]?.label).toBe('printer');
  });
});
