import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyContent } from '../support/content-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

function start(env: Record<string, string>) {
  const args = ['--import', 'tsx', 'src/main.ts'];
  return spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe('the start', () => {
  it('with wrong content fails with file, line and reason, and without a stack', () => {
    const folder = copyContent();
    folder.replace('desk.yaml', 'dialogue: 24h', 'dialogue: soon');
    const line = folder.lineOf('desk.yaml', 'dialogue: soon');
    const { status, stderr } = start({
      CONTENT_DIR: folder.path,
      DATABASE_URL: `file:${folder.path}/test.db`,
      PORT: '0',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${join(folder.path, 'desk.yaml')}:${line}: patience.dialogue: A length of time such as`,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    folder.remove();
  });

  it('with a wrong environment fails with the variable’s name, and without a stack', () => {
    const { status, stderr } = start({ HOST: '0.0.0.0', PORT: 'http' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ {2}HOST: .*no log-in/m);
    expect(stderr).toMatch(/^ {2}PORT: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
