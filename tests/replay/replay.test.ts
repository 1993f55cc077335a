import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastOf } from '../../src/replay/past.ts';
import { replay } from '../../src/replay/replay.ts';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { DAY, openOffice, type Office } from '../support/office.ts';

let office: Office;
let tried: ContentFolder;

beforeAll(async () => {
  office = await openOffice();
  const ann = office.person('ann');
  await ann.says('my printer jammed and the paper is stuck inside');
  await ann.presses('Solved');
  await office.person('li-lei').says('打印机的小黄鸭罢工了');
  tried = copyContent();
  tried.replace('knowledge/printer-paper-jam.zh.md', 'synonyms: [', 'synonyms: [小黄鸭罢工, ');
});

afterAll(async () => {
  tried.remove();
  await office.close();
});

const replayed = (order: { certainty?: { article: number; offer: number } } = {}) =>
  replay(
    { contentDir: tried.path, sinceMs: 7 * DAY, certainty: {}, limit: 20, ...order },
    {
      db: office.deskline.db,
      presentDir: 'prompts',
      migrationsFolder: 'migrations',
      now: office.now,
      progress: () => undefined,
    },
  );

describe('a replay of past questions', () => {
  it('shows which question gets an answer with another content, and leaves the desk as it is', async () => {
    const { questions, webMessages } = office.deskline.db.tables;
    const before = await office.deskline.db.read.$count(questions);
    const said = await office.deskline.db.read.$count(webMessages);
    const { changes, summary } = await replayed();
    expect(summary).toMatchObject({ questions: 2, same: 1, gained: 1, lost: 0, worse: 0 });
    expect(changes.find(({ kind }) => kind === 'gained')).toMatchObject({
      question: { text: '打印机的小黄鸭罢工了' },
      after: { answer: 'article', articleId: 'printer-paper-jam' },
    });
    expect(await office.deskline.db.read.$count(questions)).toBe(before);
    expect(await office.deskline.db.read.$count(webMessages)).toBe(said);
  });

  it('warns of a setting with which what solved a problem is not shown any more', async () => {
    const { summary } = await replayed({ certainty: { article: 1, offer: 1 } });
    expect(summary).toMatchObject({ worse: 1 });
  });

  it('asks only what was asked since then', async () => {
    const { db } = office.deskline;
    expect((await pastOf(db, office.now() + 1)).questions).toEqual([]);
    expect((await pastOf(db, office.now() - DAY)).questions).toHaveLength(2);
  });
});
