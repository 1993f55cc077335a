import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { evalClassification } from './classification.ts';
import { EvalError, readSet, type EvalSet } from './files.ts';
import { bestThreshold, quantile, scoreClassification, scoreRetrieval } from './report.ts';
import { evalRetrieval } from './retrieval.ts';

const HELP = `npm run eval -- [--data DIR] [--train DIR] [--out DIR] [--none LABEL]

Measures the product's own search and classifier on data sets and prints a table; the last line is one JSON object.

  --data DIR    one set: docs.jsonl + queries*.jsonl, or train.jsonl + dev.jsonl and/or test.jsonl.
                Without it: every folder under ../shared/data.
  --train DIR   where train.jsonl, dev.jsonl or docs.jsonl lie when they aren't in DIR
  --out DIR     where the predictions go, one file for each gold file, named <set>.<gold file>.pred.jsonl
                (m365-zh.queries-user.pred.jsonl, it-tickets.dev.pred.jsonl), in the form score.mjs reads:
                {"qid","ranked"} and {"id","label","confidence"}
  --none LABEL  the label of what is out of scope (default: oos)
  --help        this text

The dev part is predicted by a model trained on the train part alone, the test part by one trained on both.
`;

const SHARED = resolve(import.meta.dirname, '../../../shared/data');

interface Row {
  set: string;
  part: string;
  kind: 'retrieval' | 'classification';
  scores: object;
  build_ms: number;
  p50_ms: number;
  p99_ms: number;
  worst_ms: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      train: { type: 'string' },
      out: { type: 'string' },
      none: { type: 'string', default: 'oos' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sets = values.data === undefined ? allSets() : [readSet(values.data, values.train)];
  if (values.out !== undefined) mkdirSync(values.out, { recursive: true });
  const rows: Row[] = [];
  for (const set of sets) {
    for (const row of [...retrieval(set, values.out, await ranked(set)), ...classification(set, values)]) {
      rows.push(row);
      process.stdout.write(`${lineOf(row)}\n`);
    }
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`peak memory ${memory} MB\n`);
  process.stdout.write(`${JSON.stringify({ results: rows, peak_rss_mb: memory })}\n`);
}

function allSets(): EvalSet[] {
  if (!existsSync(SHARED))
    throw new EvalError(`There is no ${SHARED}; say with --data which folder to measure`);
  return readdirSync(SHARED)
    .toSorted()
    .map((name) => join(SHARED, name))
    .filter((dir) => readdirSync(dir).some((file) => /^(?:queries.*|dev|test)\.jsonl$/.test(file)))
    .map((dir) => readSet(dir));
}

async function ranked({ retrieval }: EvalSet) {
  return retrieval && evalRetrieval({ docs: retrieval.docs, queries: retrieval.queries });
}

function retrieval(set: EvalSet, out: string | undefined, found: Awaited<ReturnType<typeof ranked>>): Row[] {
  if (!found || !set.retrieval) return [];
  const { docs, queries } = set.retrieval;
  const faqs = new Map(docs.map(({ docid, faq }) => [docid, faq]));
  const grouped = docs.some(({ faq }) => faq !== undefined);
  return found.parts.map(({ name, ranked: predictions, queryMs }) => {
    write(out, `${set.name}.${name}`, predictions);
    const gold = queries.find((part) => part.name === name)?.rows ?? [];
    const scores = gold.some(({ relevant }) => relevant.length > 0)
      ? scoreRetrieval(gold, predictions, grouped ? (id) => faqs.get(id) : undefined)
      : {};
    return {
      set: set.name,
      part: name,
      kind: 'retrieval',
      scores,
      build_ms: tenths(found.buildMs),
      ...times(queryMs),
    };
  });
}

function classification(set: EvalSet, { none, out }: { none: string; out?: string | undefined }): Row[] {
  if (!set.classification) return [];
  const parts = evalClassification({ ...set.classification, none });
  const dev = parts.find(({ name }) => name === 'dev');
  const known = [...set.classification.train, ...set.classification.dev].some(({ label }) => label === none);
  return parts.map(({ name, gold, predictions, trainMs, predictMs }) => {
    write(out, `${set.name}.${name}`, predictions);
    const options = known
      ? { none, threshold: dev ? bestThreshold(dev.gold, dev.predictions, none) : 0 }
      : {};
    const scores = gold.some(({ label }) => label !== '')
      ? {
          ...scoreClassification(gold, predictions, options),
          ...(known ? { as_decided: scoreClassification(gold, predictions, { none }) } : {}),
        }
      : {};
    return {
      set: set.name,
      part: name,
      kind: 'classification',
      scores,
      build_ms: tenths(trainMs),
      ...times(predictMs),
    };
  });
}

function write(out: string | undefined, name: string, rows: readonly object[]): void {
  if (out === undefined) return;
  writeFileSync(join(out, `${name}.pred.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function times(ms: readonly number[]) {
  return {
    p50_ms: thousandths(quantile(ms, 0.5)),
    p99_ms: thousandths(quantile(ms, 0.99)),
    worst_ms: thousandths(quantile(ms, 1)),
  };
}

function lineOf({ set, part, scores, build_ms, p50_ms, p99_ms }: Row): string {
  const figures = Object.entries(scores).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : [],
  );
  return [
    set.padEnd(14),
    part.padEnd(13),
    figures.join('  '),
    ` | build ${Math.round(build_ms)} ms, each ${p50_ms} ms (p99 ${p99_ms})`,
  ].join(' ');
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function thousandths(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

try {
  await main();
} catch (error) {
  const expected = error instanceof EvalError || (error instanceof TypeError && 'code' in error);
  if (!expected) throw error;
  process.stderr.write(`eval: ${error.message}\n`);
  process.exitCode = 2;
}
