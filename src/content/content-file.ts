import { readdirSync, readFileSync } from 'node:fs';
import { loadAll, YAMLException } from 'js-yaml';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

/** Mistakes in what the support team edits: each with its file, line and reason. */
export class ContentError extends Error {
  override name = 'ContentError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[], options: ErrorOptions = {}) {
    super(
      ['The content has mistakes:', ...mistakes.map((m) => `  ${m.file}:${m.line}: ${m.reason}`)].join('\n'),
      options,
    );
    this.mistakes = mistakes;
  }
}

export interface Mistake {
  file: string;
  line: number;
  reason: string;
}

/** A text in every language Deskline speaks. */
export const localised = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) });
export type Localised = z.infer<typeof localised>;

/** A parsed content file that still knows on which line each value stands. */
export interface ContentFile<T> {
  file: string;
  value: T;
  /** Line of the value at `path`, or of its nearest parent. */
  lineOf: (path: readonly PropertyKey[]) => number;
}

/** Reads a YAML file and checks it against `schema`. Throws a ContentError naming every mistake. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): ContentFile<T> {
  return parseYaml(file, readContent(file), schema);
}

/** The text of a content file. Throws a ContentError where it is missing or can't be read. */
export function readContent(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** The names in a content folder, in order. Throws a ContentError where it is missing or can't be read. */
export function listContent(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function unreadable(file: string, cause: unknown): ContentError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const reason = code === 'ENOENT' ? 'There is no such file' : `It can't be read (${code})`;
  return new ContentError([{ file, line: 1, reason }], { cause });
}

/**
 * As `readYaml`, for YAML that stands in another file from line `firstLine` on. A parser without positions reads
 * what is right, six times as fast; the one with positions is only asked where something stands.
 */
export function parseYaml<T>(
  file: string,
  source: string,
  schema: z.ZodType<T>,
  firstLine = 1,
): ContentFile<T> {
  const positions = lazyPositions(source, firstLine);
  const parsed = schema.safeParse(valueOf(file, source, positions) ?? {});
  if (!parsed.success) {
    throw new ContentError(
      parsed.error.issues.map((issue) => ({
        file,
        line: positions().lineOf(placeOf(issue)),
        reason: issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message,
      })),
    );
  }
  return { file, value: parsed.data, lineOf: (path) => positions().lineOf(path) };
}

function valueOf(file: string, source: string, positions: () => Positions): unknown {
  try {
    return loadAll(source)[0];
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { mistakes } = positions();
    const known = mistakes.length > 0 ? mistakes : [{ line: 1, reason: cause.reason }];
    throw new ContentError(
      known.map((mistake) => ({ file, ...mistake })),
      { cause },
    );
  }
}

interface Positions {
  mistakes: Omit<Mistake, 'file'>[];
  lineOf: (path: readonly PropertyKey[]) => number;
}

function lazyPositions(source: string, firstLine: number): () => Positions {
  let known: Positions | undefined;
  return () => (known ??= positionsIn(source, firstLine));
}

function positionsIn(source: string, firstLine: number): Positions {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  return {
    mistakes: document.errors.map((e) => ({
      line: lineAt(e.pos[0]),
      reason: e.message.split('\n')[0] ?? e.code,
    })),
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** A key that must not be there is itself the place, not the map it stands in. */
function placeOf(issue: z.core.$ZodIssue): PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
