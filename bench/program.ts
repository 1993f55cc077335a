import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { newFolder, root } from './house.ts';

/** The program as it runs in production, in a process of its own, on a database that outlives it. */
export function openProgram(platforms: Record<string, string>) {
  const { folder, remove } = newFolder();
  const contentDir = join(folder, 'prompts');
  cpSync(join(root, 'prompts'), contentDir, { recursive: true });
  giveRoles(join(contentDir, 'desk.yaml'));
  const databaseFile = join(folder, 'deskline.db');
  const env = {
    ...process.env,
    ...platforms,
    DATABASE_URL: `file:${databaseFile}`,
    CONTENT_DIR: contentDir,
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

/** The demo's people are off beside a real platform. */
function giveRoles(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text
      .replace(/(: \[)zhou-lan\]/g, "$1'slack:UADMIN']")
      .replace('recoveryOwner: zhou-lan', "recoveryOwner: 'slack:UADMIN'"),
  );
}
