import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';

/** What is wrong with the folders or files that were given, for the person who gave them. */
export class EvalError extends Error {
  override name = 'EvalError';
}

const doc = z.looseObject({
  docid: z.string(),
  lang: z.string().optional(),
  title: z.string(),
  body: z.string(),
  faq: z.string().optional(),
});
const query = z.looseObject({
  qid: z.string(),
  lang: z.string().optional(),
  query: z.string(),
  /** Absent where nobody has said yet what is right: there are predictions then, and no scores. */
  relevant: z.array(z.string()).default([]),
});
const labelled = z.looseObject({ id: z.string(), text: z.string(), label: z.string() });
const asked = labelled.extend({ label: z.string().default('') });

export type Doc = z.infer<typeof doc>;
export type Query = z.infer<typeof query>;
export type Labelled = z.infer<typeof labelled>;

interface Part<Row> {
  /** The name of the file without its ending. */
  name: string;
  rows: Row[];
}

/** One set: what is there to be searched or learnt, and the parts to be answered. */
export interface EvalSet {
  name: string;
  retrieval?: { docs: Doc[]; queries: Part<Query>[] } | undefined;
  classification?: { train: Labelled[]; dev: Labelled[]; test: Labelled[] | undefined } | undefined;
}

/** Reads a folder with the layout of one under `shared/data`; what isn't in `dir` is taken from `trainDir`. */
export function readSet(dir: string, trainDir?: string): EvalSet {
  for (const folder of [dir, ...(trainDir === undefined ? [] : [trainDir])])
    if (!existsSync(folder)) throw new EvalError(`There is no folder ${folder}`);
  const find = (name: string) =>
    [dir, trainDir].flatMap((d) => (d === undefined ? [] : [join(d, name)])).find(existsSync);
  const read = <Row>(name: string, schema: z.ZodType<Row>): Row[] | undefined => {
    const path = find(name);
    return path === undefined ? undefined : readJsonl(path, schema);
  };
  const set: EvalSet = { name: basename(resolve(dir)) };

  const queries = readdirSync(dir).filter((file) => /^queries.*\.jsonl$/.test(file));
  if (queries.length > 0) {
    const docs = read('docs.jsonl', doc);
    if (!docs) throw new EvalError(`${dir} has queries but no docs.jsonl; say with --train where it lies`);
    set.retrieval = {
      docs,
      queries: queries
        .toSorted()
        .map((file) => ({ name: basename(file, '.jsonl'), rows: readJsonl(join(dir, file), query) })),
    };
  }
  const own = ['dev.jsonl', 'test.jsonl'].filter((file) => existsSync(join(dir, file)));
  if (own.length > 0) {
    const train = read('train.jsonl', labelled);
    if (!train)
      throw new EvalError(`${dir} has ${own[0]} but no train.jsonl; say with --train where it lies`);
    set.classification = {
      train,
      dev: read('dev.jsonl', labelled) ?? [],
      test: read('test.jsonl', asked),
    };
  }
  if (!set.retrieval && !set.classification)
    throw new EvalError(
      `${dir} has neither queries*.jsonl (beside docs.jsonl) nor dev.jsonl or test.jsonl (beside train.jsonl)`,
    );
  return set;
}

/** Throws an EvalError that names file and line. */
export function readJsonl<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  const rows: Row[] = [];
  readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return;
      const parsed = schema.safeParse(jsonOf(line, `${path}:${i + 1}`));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new EvalError(`${path}:${i + 1}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      }
      rows.push(parsed.data);
    });
  if (rows.length === 0) throw new EvalError(`${path} is empty`);
  return rows;
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new EvalError(`${where}: this is no JSON`);
  }
}
