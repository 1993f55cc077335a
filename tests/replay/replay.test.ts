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

describe('a replay of past questions', () => {
  it('shows what another content and another setting change, and leaves the desk as it is', async () => {
    const { db } = office.deskline;
    const { questions, webMessages } = db.tables;
    const counts = async () => [await db.read.$count(questions), await db.read.$count(webMessages)];
    const before = await counts();
    const { changes, summary } = await replay(
      { contentDir: tried.path, sinceMs: 7 * DAY, certainty: { article: 1, offer: 1 }, limit: 20 },
      {
        db,
        presentDir: 'prompts',
        migrationsFolder: 'migrations',
        now: () => office.now(),
        progress: () => undefined,
      },
    );
    expect(summary).toMatchObject({ questions: 2, gained: 1, lost: 0, worse: 0 });
    expect(changes.find(({ kind }) => kind === 'gained')).toMatchObject({
      question: { text: '打印机的小黄鸭罢工了' },
      after: { answer: 'article', articleId: 'printer-paper-jam' },
    });
    // Nothing is sure enough to be shown without asking.
    const solved = changes.find(({ question }) => question.solvedBy.includes('printer-paper-jam'));
    expect([solved?.before.answer, solved?.after.answer]).toEqual(['article', 'choice']);
    expect(await counts()).toEqual(before);
  });

  it('asks only what was asked since then', async () => {
    const { db } = office.deskline;
    expect((await pastOf(db, office.now() + 1)).questions).toEqual([]);
    expect((await pastOf(db, office.now() - DAY)).questions).toHaveLength(2);
  });
});
