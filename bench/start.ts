import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newFolder, root } from './house.ts';
import type { Figure } from './measure.ts';

const ARTICLES = 1_000;
const RUNS = 5;

/** From spawning the program to its ready line, with a large knowledge base; the median of some starts. */
export async function start(): Promise<Figure[]> {
  const { folder, remove } = newFolder();
  const contentDir = join(folder, 'prompts');
  cpSync(join(root, 'prompts'), contentDir, { recursive: true });
  multiplyArticles(join(contentDir, 'knowledge'), ARTICLES);
  const env = {
    ...process.env,
    DATABASE_URL: `file:${join(folder, 'deskline.db')}`,
    CONTENT_DIR: contentDir,
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
  // The first start makes the database; it isn't counted.
  await startOnce(env);
  const runs = [];
  for (let n = 0; n < RUNS; n++) runs.push(await startOnce(env));
  remove();
  const median = runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)]?.seconds ?? 0;
  const bench = 'start';
  const what = `with ${ARTICLES} articles (500 subjects in two languages)`;
  return [
    {
      bench,
      what: `start to ready ${what}, median of ${RUNS}`,
      value: median,
      unit: 's',
      budget: { most: 2 },
    },
    {
      bench,
      what: `memory ${what}`,
      value: Math.max(...runs.map((run) => run.rss)),
      unit: 'MB',
      budget: { most: 250 },
    },
  ];
}

async function startOnce(env: NodeJS.ProcessEnv): Promise<{ seconds: number; rss: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('is ready')) break;
  }
  const seconds = (performance.now() - begun) / 1000;
  const rss = residentMemory(child.pid ?? 0);
  child.kill('SIGTERM');
  await exited;
  return { seconds, rss };
}

/** Resident memory in MB, of Linux. */
function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Adds copies of the articles in both languages, each with words of its own, until there are `wanted` files. */
function multiplyArticles(folder: string, wanted: number): void {
  const originals = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const sources = originals.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  for (let n = originals.length; n < wanted; n++) {
    const copy = Math.floor(n / originals.length);
    const { name, text } = sources[n % originals.length]!;
    const copied = text
      .replace(/^id: (.*)$/m, `id: $1-${copy}`)
      .replace(/^(title: .*[^"'])(["']?)$/m, `$1 M${copy}00$2`)
      .replace(/^related: .*$/m, 'related: []')
      .replace(/^firstCheck: .*$/m, 'firstCheck: false');
    writeFileSync(join(folder, name.replace(/^(.*)\.(zh|en)\.md$/, `$1-${copy}.$2.md`)), copied);
  }
}
