import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evalClassification } from '../../bench/eval/classification.ts';
import { readSet } from '../../bench/eval/files.ts';

const rowsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    text: i % 2 === 0 ? `printer number ${i} jammed` : `vpn ${i} down`,
    label: i % 2 === 0 ? 'printer' : 'network',
  }));

function folder(files: Record<string, readonly object[] | string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'deskline-eval-'));
  for (const [name, rows] of Object.entries(files)) {
    const text = typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n');
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

const docs = [{ docid: 'd1', title: 'VPN', body: '' }];
const queries = [{ qid: 'q1', query: 'vpn', relevant: ['d1'] }];

describe('a folder', () => {
  test('with documents and queries is a set to search', () => {
    const { retrieval, classification } = readSet(
      folder({ 'docs.jsonl': docs, 'queries-user.jsonl': queries, 'queries-mt.jsonl': queries }),
    );
    expect(retrieval?.queries.map(({ name }) => name)).toEqual(['queries-mt', 'queries-user']);
    expect(classification).toBeUndefined();
  });

  test('with a test part alone takes the rest from another', () => {
    const other = folder({ 'train.jsonl': rowsOf('a', 6), 'dev.jsonl': rowsOf('b', 4) });
    const { classification } = readSet(folder({ 'test.jsonl': rowsOf('c', 2) }), other);
    expect([classification?.train.length, classification?.dev.length, classification?.test?.length]).toEqual([
      6, 4, 2,
    ]);
  });

  test.each<[string, Record<string, readonly object[] | string>, RegExp]>([
    ['nothing it knows', { 'notes.jsonl': rowsOf('a', 1) }, /neither queries\*\.jsonl/],
    ['queries without documents', { 'queries.jsonl': queries }, /no docs\.jsonl; say with --train/],
    ['a test part without training', { 'test.jsonl': rowsOf('a', 2) }, /no train\.jsonl; say with --train/],
    [
      'a broken line',
      { 'docs.jsonl': docs, 'queries.jsonl': '\n{"qid":' },
      /queries\.jsonl:2: this is no JSON/,
    ],
    [
      'a row that lacks something',
      { 'docs.jsonl': docs, 'queries.jsonl': '{"qid":"q"}' },
      /queries\.jsonl:1: query/,
    ],
    ['an empty file', { 'train.jsonl': '', 'dev.jsonl': rowsOf('a', 2) }, /train\.jsonl is empty/],
  ])('with %s is refused with the reason', (_, files, reason) => {
    expect(() => readSet(folder(files))).toThrow(reason);
  });

  test('that is not there is named', () => {
    expect(() => readSet('/nowhere/at-all')).toThrow('There is no folder /nowhere/at-all');
  });
});

test('each row of dev and test gets one prediction', () => {
  const parts = evalClassification({
    train: rowsOf('a', 30),
    dev: rowsOf('b', 20),
    test: rowsOf('c', 10),
    none: 'oos',
  });
  expect(parts.map(({ name, predictions }) => [name, predictions.length])).toEqual([
    ['dev', 20],
    ['test', 10],
  ]);
  const wrong = parts.flatMap(({ gold, predictions }) =>
    predictions.filter(({ label }, i) => label !== gold[i]?.label),
  );
  expect(wrong).toEqual([]);
});
