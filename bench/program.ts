import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newFolder, root } from './house.ts';

/** The program as it runs in production, in a process of its own, on a database that outlives it. */
export function openProgram(platforms: Record<string, string>) {
  const { folder, remove } = newFolder();
  const databaseFile = join(folder, 'deskline.db');
  const env = {
    ...process.env,
    ...platforms,
    DATABASE_URL: `file:${databaseFile}`,
    CONTENT_DIR: join(root, 'prompts'),
    PORT: '0',
    LOG_LEVEL: 'error',
  };
  let child: ChildProcess | undefined;

  return {
    databaseFile,

    start(): void {
      child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    },

    async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
      if (!child) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },

    remove,
  };
}
