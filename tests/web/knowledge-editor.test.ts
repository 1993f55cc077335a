import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/web/knowledge/article-form.ts';
import { NOON, printerBody, webWorld, type WebWorld } from './world.ts';

let world: WebWorld;
beforeEach(async () => {
  world = await webWorld();
});
afterEach(() => world.close());

/** What the editor sends for the article of `printerBody`. */
function typed(changes: Record<string, string> = {}): Record<string, string> {
  const fields = fieldsOf(printerBody(), 'lin');
  const filled = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...(Object.fromEntries(filled) as Record<string, string>), ...changes };
}

async function fieldIn(answer: Response, name: string): Promise<string | undefined> {
  const html = await answer.text();
  return new RegExp(`name="${name.replace('.', '\\.')}"[^>]*>([^<]*)</textarea>`).exec(html)?.[1];
}

describe('an article', () => {
  it('goes from the editor over a return to everybody', async () => {
    const { as } = world;
    const saved = await as('lin').keeps('/knowledge/new', typed({ do: 'save' }));
    expect(saved.status).toBe(303);
    const path = saved.headers.get('location')?.replace(/\?.*/, '') ?? '';
    expect(saved.headers.get('location')).toBe(`${path}?said=saved&kept=new`);
    expect((await as('ann').get(path)).status).toBe(404);

    await as('lin').keeps(`${path}/submit`);
    const queue = await (await as('zhou').get('/knowledge/review')).text();
    expect(queue).toContain('Paper jam');
    await as('zhou').keeps(`${path}/return`, { n: '1', reason: 'Say which printers', back: 'review' });
    expect(await (await as('lin').get(path)).text()).toContain('Returned: Say which printers');

    const again = typed({ do: 'submit', 'en.scene': 'HP M404 only', revision: await revision(path) });
    expect((await as('lin').keeps(`${path}/edit`, again)).headers.get('location')).toContain(
      'said=submitted',
    );
    const n = String((await world.deps.knowledge.reads.versions(path.split('/')[2] ?? ''))[0]?.n);
    await as('zhou').keeps(`${path}/publish`, { n });
    expect(await (await as('ann').get(path)).text()).toContain('HP M404 only');
    const kept = await (await as('lin').get(path)).text();
    for (const sentence of [
      '林晓 wrote a draft',
      '周兰 returned it',
      'Say which printers',
      '周兰 approved and published it',
    ])
      expect(kept).toContain(sentence);
  });

  it('that lacks something is stored, and told what it lacks', async () => {
    const answer = await world.as('lin').keeps('/knowledge/new', typed({ do: 'submit', 'en.risks': '' }));
    const location = answer.headers.get('location') ?? '';
    expect(location).toContain('said=incomplete');
    const page = await (await world.as('lin').get(location)).text();
    expect(page).toContain('Missing: Risks (English)');
    expect(page).toContain('Paper jam');
    expect(location).toMatch(/\/edit\?said=incomplete/);
    expect(page).toMatch(/class="field lacks" data-field="en\.risks"/);
    expect(page).not.toMatch(/class="field lacks" data-field="en\.steps"/);
  });

  it('that somebody else has changed meanwhile is not overwritten: both are shown, nothing is lost', async () => {
    await world.addArticle(printerBody(), { id: 'jam' });
    const seen = await revision('/knowledge/jam');
    await world
      .as('max')
      .keeps('/knowledge/jam/edit', typed({ revision: seen, 'en.risks': 'Hot and sharp parts' }));
    const mine = typed({ revision: seen, 'en.scene': 'Printers on floor 3' });
    const answer = await world.as('lin').keeps('/knowledge/jam/edit', mine);
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('Max Weber has saved another version meanwhile');
    expect(html).toContain('<del>and sharp </del>');
    expect(html).toMatch(/name="en\.scene"[^>]*>Printers on floor 3<\/textarea>/);

    const now = /name="revision" value="(\d+)"/.exec(html)?.[1] ?? '';
    const over = await world.as('lin').keeps('/knowledge/jam/edit', { ...mine, revision: now });
    expect(over.status).toBe(303);
    expect(await fieldIn(await world.as('lin').get('/knowledge/jam/edit'), 'en.scene')).toBe(
      'Printers on floor 3',
    );
  });

  it('is not stored where the form doesn’t say which version it began with', async () => {
    await world.addArticle(printerBody(), { id: 'jam' });
    const mine = typed({ 'en.scene': 'Printers on floor 3' });
    const answer = await world.as('max').keeps('/knowledge/jam/edit', mine);
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('the form didn’t say which version it began with');
    expect(html).toMatch(/name="en\.scene"[^>]*>Printers on floor 3<\/textarea>/);
    expect(await world.deps.knowledge.reads.versions('jam')).toHaveLength(1);
    const now = /name="revision" value="(\d+)"/.exec(html)?.[1] ?? '';
    const again = await world.as('max').keeps('/knowledge/jam/edit', { ...mine, revision: now });
    expect(again.status).toBe(303);
  });

  it('without a type, or with endless text, comes back with all that was typed', async () => {
    for (const wrong of [{ type: '' }, { type: 'no-such-type' }, { 'en.title': 'x'.repeat(400) }]) {
      const answer = await world.as('lin').keeps('/knowledge/new', typed({ ...wrong, 'en.scene': 'Kept' }));
      expect(answer.status).toBe(422);
      expect(await fieldIn(answer, 'en.scene')).toBe('Kept');
    }
  });

  it('is shown before it is stored, as a page and as the message that people get', async () => {
    const fields = typed({ 'zh-CN.title': '卡纸', 'zh-CN.steps': '关机' });
    const html = await (await world.as('lin').keeps('/knowledge/preview', fields)).text();
    expect(html).toContain('Switch it <strong>off</strong>');
    expect(html).toContain('<strong>Paper jam</strong>');
    expect(html).toContain('Source: knowledge base, “Paper jam”');
    expect(html).toContain('来源：知识库《卡纸》');
    expect(html).toContain('data-missing="zh-CN.symptom,zh-CN.scene,zh-CN.risks"');
    const page = await world.as('lin').keeps('/knowledge/new', { ...fields, do: 'preview' });
    expect(await page.text()).toContain('<strong>Paper jam</strong>');
    expect((await world.deps.knowledge.reads.list({ limit: 10, offset: 0 })).total).toBe(0);
  });

  it('begins with what a ticket tells, for those who may see the ticket', async () => {
    await world.addTicket({
      number: 'IT-2026-000001',
      requesterId: 'ann',
      resolution: { cause: 'Worn roller', steps: ['Replaced it'] },
    });
    await world.addTicket({ number: 'HR-2026-000001', requesterId: 'bob', queue: 'hr-l1' });
    const html = await (await world.as('lin').get('/knowledge/new?ticket=IT-2026-000001')).text();
    expect(html).toMatch(/name="en\.title"[^>]*>The printer is jammed</);
    expect(html).toMatch(/name="en\.steps"[^>]*>Replaced it</);
    expect(html).toMatch(/name="cause"[^>]*>Worn roller</);
    expect(html).toMatch(/name="related"[^>]*>IT-2026-000001</);
    expect((await world.as('lin').get('/knowledge/new?ticket=HR-2026-000001')).status).toBe(404);
    const foreign = await world.as('lin').keeps('/knowledge/new', typed({ ticket: 'HR-2026-000001' }));
    expect(foreign.status).toBe(404);

    await world.as('lin').keeps('/knowledge/new', typed({ ticket: 'IT-2026-000001' }));
    const { rows } = await world.deps.knowledge.reads.list({ limit: 10, offset: 0 });
    expect(rows.map(({ article }) => [article.origin, article.ticketId])).toEqual([
      ['ticket', 't-IT-2026-000001'],
    ]);
  });

  it('begins with what people asked, and its gap is being written for', async () => {
    const gap = await world.addGap('The badge reader blinks red');
    expect(await fieldIn(await world.as('lin').get(`/knowledge/new?gap=${gap}`), 'en.symptom')).toBe(
      'The badge reader blinks red',
    );
    await world.as('lin').keeps('/knowledge/new', typed({ gap }));
    expect((await world.deps.knowledge.reads.gap(gap))?.state).toBe('writing');
    expect((await world.as('lin').get('/knowledge/new?gap=nothing')).status).toBe(404);
  });

  it('can be verified, retired and brought back', async () => {
    await world.addArticle(printerBody(), { id: 'jam' });
    const until = async () => (await world.deps.knowledge.reads.article('jam'))?.validUntil ?? 0;
    const before = await until();
    world.clock.now = NOON + 30 * 86_400_000;
    await world.as('zhou').keeps('/knowledge/jam/verify');
    expect(await until()).toBe(before + 30 * 86_400_000);

    await world.as('zhou').keeps('/knowledge/jam/retire', { reason: 'No such printers any more' });
    expect((await world.as('ann').get('/knowledge/jam')).status).toBe(404);
    const kept = await (await world.as('zhou').get('/knowledge/jam')).text();
    expect(kept).toContain('No such printers any more');
    expect(kept).toContain('Restore it');
    await world.as('zhou').keeps('/knowledge/jam/restore', { n: '1' });
    expect((await world.as('ann').get('/knowledge/jam')).status).toBe(200);
  });
});

async function revision(path: string): Promise<string> {
  const html = await (await world.as('lin').get(`${path}/edit`)).text();
  return /name="revision" value="(\d+)"/.exec(html)?.[1] ?? '';
}
