import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the module `name` beside the module at `from` (its `import.meta.url`) in a thread of its own. Node 20 reads no
 * TypeScript in threads: from the sources, as tests run them, tsx is told to.
 */
export function startThread(from: string, name: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`${name}.js`, from), options);
  const source = JSON.stringify(new URL(`${name}.ts`, from).href);
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}); })`;
  return new Worker(code, { ...options, eval: true });
}
