import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON, printerBody, webWorld, type WebWorld } from './world.ts';

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

const read = async (who: string, path: string) => (await world.as(who).get(path)).text();

describe('gaps', () => {
  it('show what was asked and how often, and nobody who asked', async () => {
    const gap = await world.addGap('The badge reader blinks red', { personId: 'bob' });
    await world.addGap('The badge reader blinks red again', { personId: 'ann' });
    const list = await read('lin', '/knowledge/gaps');
    expect(list).toContain('aria-label="Asked 2 times"');
    const page = await read('lin', `/knowledge/gaps/${gap}`);
    expect(page).toContain('The badge reader blinks red again');
    expect(page).not.toMatch(/王博|Ann Miller/);
    expect(page).toContain(`href="/knowledge/new?gap=${gap}"`);
  });

  it('are assigned, merged and closed', async () => {
    const gap = await world.addGap('The projector remote is lost');
    const other = await world.addGap('Coffee machine says E05 on the display');
    await world.as('lin').keeps(`/knowledge/gaps/${gap}/assign`, { owner: 'max' });
    expect(await read('lin', '/knowledge/gaps')).toContain('Max Weber');
    expect((await world.as('lin').keeps(`/knowledge/gaps/${gap}/assign`, { owner: 'ann' })).status).toBe(400);

    const merged = await world.as('zhou').keeps(`/knowledge/gaps/${other}/merge`, { into: gap });
    expect(merged.headers.get('location')).toBe(`/knowledge/gaps/${gap}?said=merged`);
    expect(await read('lin', `/knowledge/gaps/${gap}`)).toContain('Coffee machine');

    await world.as('lin').keeps(`/knowledge/gaps/${gap}/close`);
    const again = await world.as('lin').keeps(`/knowledge/gaps/${gap}/close`);
    expect(again.headers.get('location')).toBe('/knowledge/gaps?said=too-late');
    expect(await read('lin', '/knowledge/gaps?state=closed')).toContain('The projector remote');
  });
});

describe('synonyms', () => {
  it('are added and removed; those of the content stay', async () => {
    const added = await world.as('lin').keeps('/knowledge/synonyms', { words: 'wifi = 无线 = WLAN' });
    expect(added.headers.get('location')).toBe('/knowledge/synonyms?said=added');
    const page = await read('lin', '/knowledge/synonyms');
    expect(page).toContain('wifi = 无线 = WLAN');
    expect(page).toContain('vpn = 虚拟专用网');
    const [id = ''] = /synonyms\/([\w-]+)\/remove/.exec(page)?.slice(1) ?? [];
    expect(page.match(/\/remove"/g)).toHaveLength(1);
    expect(await read('max', '/knowledge/synonyms')).not.toContain('/remove"');
    expect((await world.as('max').keeps(`/knowledge/synonyms/${id}/remove`)).status).toBe(404);
    expect(await read('zhou', '/knowledge/synonyms')).toContain(`${id}/remove"`);
    await world.as('lin').keeps(`/knowledge/synonyms/${id}/remove`);
    expect(await read('lin', '/knowledge/synonyms')).not.toContain('/remove"');
  });

  it('that are none come back with what is wrong', async () => {
    const answer = await world.as('lin').keeps('/knowledge/synonyms', { words: 'only one' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('value="only one"');
    expect(html).toContain('Two words at least');
  });
});

describe('the review', () => {
  it('shows what changed, decides words once, and says who was faster', async () => {
    const { parts, deps } = world.knowledge;
    const id = await world.addArticle(printerBody(), { id: 'reviewed' });
    const body = printerBody({ risks: 'Hot and sharp' });
    await deps.changes.save({ articleId: id, body, owner: 'lin', author: 'lin', origin: 'editor' });
    await deps.changes.submit({ articleId: id, by: 'lin' });
    await world.db.transaction({}, (tx) =>
      parts.articles.proposeKeywords(tx, [{ articleId: id, locale: 'en', words: 'paper is eaten' }], NOON),
    );
    const page = await read('zhou', '/knowledge/review');
    expect(page).toContain('<del>parts</del><ins>and sharp</ins>');
    const [proposal = ''] = /keywords\/([\w-]+)"/.exec(page)?.slice(1) ?? [];
    const decide = (accept: string) =>
      world.as('zhou').keeps(`/knowledge/review/keywords/${proposal}`, { accept });
    expect((await decide('yes')).headers.get('location')).toBe('/knowledge/review?said=accepted');
    expect((await decide('no')).headers.get('location')).toBe('/knowledge/review?said=too-late');
    expect(deps.reads.byId(id, 'en')?.synonyms.concat(deps.reads.byId(id, 'en')?.keywords ?? [])).toContain(
      'paper is eaten',
    );
    const stale = await world.as('zhou').keeps(`/knowledge/${id}/publish`, { n: '99', back: 'review' });
    expect(stale.headers.get('location')).toMatch(/^\/knowledge\/review\?said=(not-in-review|stale)$/);
  });
});

describe('an import', () => {
  const named = (id: string) => JSON.stringify([{ id, body: printerBody(), file: 'x' }]);
  const good = `---
id: badge-reader
title: Badge reader
type: hardware
symptom: It blinks red
keywords: [badge]
synonyms: [card reader]
scene: Doors on floor 3
preconditions: []
risks: None
rollback: None
related: []
owner: lin
review: 2027-05-20
---
1. Hold the badge still.
`;

  it('shows what will be drafted and every mistake by file and line, and stores nothing yet', async () => {
    const files = new FormData();
    files.append('files', new File([good], 'badge-reader.en.md'));
    files.append('files', new File([good.replace('type: hardware', 'type: nonsense')], 'wrong.en.md'));
    files.append('files', new File(['x'], 'picture.png'));
    const answer = await world.as('lin').keepsFiles('/knowledge/import', files);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('Badge reader');
    expect(html).toMatch(/wrong\.en\.md<\/th><td>\d+<\/td>/);
    expect(html).toContain('picture.png');
    expect(html).toContain('The id is not the one in the file’s name.');
    expect(await world.deps.knowledge.reads.article('badge-reader')).toBeUndefined();

    const drafts = /name="drafts" value="([^"]*)"/
      .exec(html)?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const stored = await world.as('lin').keeps('/knowledge/import/store', { drafts: drafts ?? '' });
    expect(await stored.text()).toContain('1 drafts stored');
    const article = await world.deps.knowledge.reads.article('badge-reader');
    expect(article).toMatchObject({ state: 'draft', origin: 'import', authorId: 'lin' });
    const again = await world.as('lin').keeps('/knowledge/import/store', { drafts: drafts ?? '' });
    expect(await again.text()).toContain('There is an article of that name already');
  });

  it('doesn’t store an article whose id is the address of a page, and says so', async () => {
    const drafts = JSON.stringify([{ id: 'review', body: printerBody(), file: 'review.en.md' }]);
    const html = await (await world.as('lin').keeps('/knowledge/import/store', { drafts })).text();
    expect(html).toContain('review.en.md');
    expect(html).toContain('That id is the address of a page of its own');
    expect(await world.deps.knowledge.reads.article('review')).toBeUndefined();
  });

  it('says what is wrong in Chinese to who reads Chinese', async () => {
    const files = new FormData();
    files.append('files', new File([good.replace('title: Badge reader\n', '')], 'badge-reader.en.md'));
    files.append('files', new File(['a,b\n1,2\n'], 'b.csv'));
    const html = await (await world.as('lin', 'zh-CN').keepsFiles('/knowledge/import', files)).text();
    expect(html).toContain('title 没有填写。');
    expect(html).toContain('第一行必须是列名');
    expect(html).not.toContain('must');
  });

  it.each(['', 'x', '[]x', '[{"owner":"x","body":{},"file":"x"}]', '{"a":1}', named('a"b'), named('文章')])(
    'of what no page has sent (%s) is refused',
    async (drafts) => {
      expect((await world.as('lin').keeps('/knowledge/import/store', { drafts })).status).toBe(400);
    },
  );
});

describe('an export', () => {
  it('has no cell that a spreadsheet would run', async () => {
    await world.addArticle(printerBody({ title: '=HYPERLINK("http://evil.example")' }), { id: 'formula' });
    const file = await world.as('lin').get('/knowledge/export.csv');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="knowledge.csv"');
    const csv = await file.text();
    expect(csv).toContain(`"'=HYPERLINK`);
    expect(csv).not.toMatch(/(^|,)"?=/m);
  });
});

describe('the page of the model', () => {
  it('says plainly that there is none', async () => {
    expect(await read('lin', '/knowledge/model')).toContain('No model is configured');
  });

  it('shows what it is used for, what it costs and why it is off', async () => {
    const use = { calls: 3, inputTokens: 1200, outputTokens: 300, failed: 1, filtered: 0, cost: 0.42 };
    world.deps.knowledge.modelUse = async () => ({
      today: use,
      dailyTokens: 1000,
      share: 1.5,
      currency: 'EUR',
      off: ['daily-budget', 'breaker'],
      byPurpose: [{ purpose: 'answer', ...use }],
      last30Days: [{ day: '2026-11-22', ...use }],
    });
    const html = await read('lin', '/knowledge/model');
    expect(html).toContain('1,500 of 1,000 tokens used');
    expect(html).toContain('budget is spent');
    expect(html).toContain('the endpoint keeps failing');
    expect(html).toContain('Answers');
    expect(html).toContain('0.42 EUR');
  });
});
