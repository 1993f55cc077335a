import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { DatabaseInUseError } from '../../src/store/errors.ts';
import { onDatabase } from '../support/databases.ts';

onDatabase('sqlite', 'a database', (create) => {
  it('is one process’s until that one closes it', async () => {
    const test = await create();
    test.db.claim();
    test.db.claim();
    const second = test.reopen();
    expect(() => second.claim()).toThrow(DatabaseInUseError);
    await test.db.close();
    expect(() => second.claim()).not.toThrow();
    await second.close();
  });

  it('is free again once its process was killed', async () => {
    const test = await create();
    const program = `
      import Sqlite from 'better-sqlite3';
      globalThis.lock = new Sqlite(process.argv[1] + '.lock');
      globalThis.lock.exec('BEGIN EXCLUSIVE');
      console.log('claimed');
      setInterval(() => {}, 1000);`;
    const file = test.url.replace('file:', '');
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, file]);
    await once(child.stdout, 'data');
    expect(() => test.db.claim()).toThrow('Another Deskline runs on');
    child.kill('SIGKILL');
    await once(child, 'exit');
    test.db.claim();
    await test.drop();
  });
});

onDatabase('postgres', 'a database', (create) => {
  it('is for several processes', async () => {
    const test = await create();
    const second = test.reopen();
    test.db.claim();
    expect(() => second.claim()).not.toThrow();
    await second.close();
    await test.drop();
  });
});
