import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDatabaseTrouble } from '../../src/store/errors.ts';
import { openOffice } from '../support/office.ts';

/** A disk of 24 MB; undefined where this user may not mount one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const disk = smallDisk();

// Mounting takes rights that even a build machine may not give.
describe.skipIf(disk === undefined)('on a full disk', () => {
  it('nothing is accepted, the program lives, and it goes on by itself once there is room', async () => {
    const office = await openOffice({ databaseUrl: `file:${join(disk!, 'deskline.db')}` });
    const ann = office.person('ann');
    await ann.says('hello');
    const filler = join(disk!, 'filler');
    const { bavail, bsize } = statfsSync(disk!);
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
    const say = (n: number) => {
      const author = { id: 'ann', name: 'Ann' };
      return office.deskline.web.say({
        channel: 'dm:ann',
        author,
        text: 'x'.repeat(20_000),
        clientId: `full-${n}`,
      });
    };
    const refused: unknown[] = [];
    let accepted = 0;
    for (let n = 0; n < 20; n++) {
      await say(n).then(
        () => accepted++,
        (error: unknown) => refused.push(error),
      );
    }
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(isDatabaseTrouble)).toBe(true);
    rmSync(filler);
    for (let n = 0; n < 20; n++) await say(n);
    await office.deskline.settle();
    const { inbox } = office.deskline.db.tables;
    const rows = await office.deskline.db.read.select().from(inbox);
    expect(rows.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(rows.length).toBe(21);
    expect(accepted).toBeLessThan(20);
    await office.close();
    execFileSync('umount', [disk!]);
    rmSync(disk!, { recursive: true });
  });
});
