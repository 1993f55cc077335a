import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  DeliveryError,
  type FileBytes,
  type FileRef,
  type InboundEvent,
  type Platform,
} from '../../src/platforms/platform.ts';
import { createAttachments } from '../../src/runtime/attachments.ts';
import { shownName, strangersName } from '../../src/runtime/file-name.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { fakePlatform, log, message } from './setting.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

onEachDatabase('the files of a message', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await create();
    db = test.db;
  });
  afterEach(async () => {
    await db.transaction({}, async (tx) => {
      await tx.delete(db.tables.files);
    });
  });
  afterAll(() => test.drop());

  const ref = (id: string, name = `${id}.png`, size = 0): FileRef => ({ id, name, mime: 'image/png', size });
  const withFiles = (...files: FileRef[]): InboundEvent => ({ ...message('m1'), files });
  /** Attachments over a platform with these files; an Error is thrown. */
  const over = (contents: Record<string, Buffer | Error>, maxBytes?: number) => {
    const fetched: string[] = [];
    const download = async ({ id, name, mime }: FileRef): Promise<FileBytes> => {
      fetched.push(id);
      const content = contents[id];
      if (!content || content instanceof Error) throw content ?? new Error(`no ${id}`);
      return { name, mime, bytes: content };
    };
    const platform: Platform = { ...fakePlatform(() => 0).platform, download };
    const platforms = new Map([['web', platform]]);
    return { fetched, ...createAttachments({ db, platforms, now: () => 5, log, maxBytes }) };
  };
  const filesOf = (event: InboundEvent) => (event.kind === 'message' ? event.files : []);

  it('are fetched a few at once, so that a flood of them does not fill the memory', async () => {
    let running = 0;
    let most = 0;
    const download = async ({ id, name, mime }: FileRef): Promise<FileBytes> => {
      most = Math.max(most, ++running);
      await nextTurn();
      running--;
      if (id === 'f3') throw new DeliveryError('permanent', 'gone');
      return { name, mime, bytes: PNG };
    };
    const platform: Platform = { ...fakePlatform(() => 0).platform, download };
    const attachments = createAttachments({ db, platforms: new Map([['web', platform]]), now: () => 5, log });
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => attachments.keep(withFiles(ref(`f${n}`)), 0)),
    );
    expect(most).toBeLessThanOrEqual(4);
    expect(all.filter(({ event }) => filesOf(event).length === 1)).toHaveLength(19);
  });

  it('are kept under their real type, once, whoever asks again', async () => {
    const attachments = over({ a: PNG });
    const first = await attachments.keep(withFiles(ref('a', '屏幕/截图.exe')), 0);
    expect(first.lost).toEqual([]);
    const [kept] = filesOf(first.event);
    expect(kept).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: '截图.png',
      mime: 'image/png',
      size: 11,
    });
    expect(await attachments.keep(withFiles(ref('a', '屏幕/截图.exe')), 0)).toEqual(first);
    expect(attachments.fetched).toEqual(['a']);
    expect(await attachments.readFile(kept!)).toEqual({ name: '截图.png', mime: 'image/png', bytes: PNG });
    expect(await db.read.select().from(db.tables.files)).toMatchObject([{ ownerId: 'web:ann', at: 5 }]);
  });

  it('are other files in another organisation', async () => {
    const attachments = over({ a: PNG });
    const [one] = filesOf((await attachments.keep(withFiles(ref('a')), 0)).event);
    const [other] = filesOf((await attachments.keep({ ...withFiles(ref('a')), tenant: 'other' }, 0)).event);
    expect(other!.id).not.toBe(one!.id);
  });

  it('of any other type are kept as what they are, under a name that does not deceive', async () => {
    const junk = Buffer.from([0, 1, 2]);
    const attachments = over({ a: junk, b: junk, c: junk });
    const { event } = await attachments.keep(
      withFiles(ref('a', 'voice.amr'), ref('b', 'shot.png'), ref('c', '合同.pdf.exe')),
      0,
    );
    expect(filesOf(event).map(({ name, mime }) => [name, mime])).toEqual([
      ['voice.amr', 'application/octet-stream'],
      ['shot.bin', 'application/octet-stream'],
      ['合同_pdf.exe', 'application/octet-stream'],
    ]);
  });

  it('are asked for again after a passing failure, and given up when that lasts', async () => {
    const attachments = over({ a: PNG, b: new DeliveryError('transient', 'busy'), c: new Error('socket') });
    await expect(attachments.keep(withFiles(ref('a'), ref('b')), 0)).rejects.toThrow('busy');
    await expect(attachments.keep(withFiles(ref('c')), 2)).rejects.toThrow('socket');
    const { event, lost } = await attachments.keep(
      withFiles(ref('a'), ref('b', 'x/b\u202e.png'), ref('c')),
      3,
    );
    expect(filesOf(event).map(({ name }) => name)).toEqual(['a.png']);
    expect(lost).toEqual(['b.png', 'c.png']);
  });

  it('that can never be had are named at once', async () => {
    const attachments = over(
      { a: new DeliveryError('permanent', 'gone'), big: Buffer.alloc(101), empty: Buffer.alloc(0) },
      100,
    );
    const { event, lost } = await attachments.keep(
      withFiles(ref('a'), ref('big'), ref('empty'), ref('huge', 'huge.png', 101)),
      0,
    );
    expect(filesOf(event)).toEqual([]);
    expect(lost).toEqual(['a.png', 'big.png', 'empty.png', 'huge.png']);
    expect(attachments.fetched).not.toContain('huge');
  });

  it('stay as they are where the platform keeps them itself, or there are none', async () => {
    const attachments = createAttachments({
      db,
      platforms: new Map([['web', fakePlatform(() => 0).platform]]),
      now: () => 5,
      log,
    });
    const event = withFiles(ref('a'));
    expect(await attachments.keep(event, 0)).toEqual({ event, lost: [] });
    const joined: InboundEvent = { ...message('m'), kind: 'joined' };
    expect(await attachments.keep(joined, 0)).toEqual({ event: joined, lost: [] });
  });

  it('that are not there are said to be missing for good', async () => {
    const attachments = over({});
    await expect(attachments.readFile(ref('nothing'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'file',
    });
  });
});

describe('a file’s name', () => {
  it.each([
    ['notes.csv', 'notes.csv'],
    ['NOTES.CSV', 'NOTES.csv'],
    ['old.doc', 'old.doc'],
    ['fake.PDF', 'fake.bin'],
    ['a.jpg.scr', 'a_jpg.scr'],
    ['v1.2.dmg', 'v1.2.dmg'],
    ['\u202efdp.exe', 'fdp.exe'],
    ['none', 'none.bin'],
    ['../../etc/passwd', 'passwd.bin'],
    ['', 'file.bin'],
    ['.....', 'file.bin'],
    ['x.' + 'e'.repeat(40), 'x.bin'],
  ])('%j is kept as %j', (given, kept) => {
    expect(strangersName(given).name).toBe(kept);
  });

  it('is shown without what deceives, and never empty', () => {
    expect(shownName('C:\\temp\\re\u202eport.pdf')).toBe('report.pdf');
    expect(shownName('\u200b')).toBe('file');
    expect(shownName('字'.repeat(300))).toHaveLength(100);
  });
});
