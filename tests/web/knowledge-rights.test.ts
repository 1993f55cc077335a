import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReservedId } from '../../src/knowledge/reserved-ids.ts';
import { fieldsOf } from '../../src/web/knowledge/article-form.ts';
import { printerBody, webWorld, type WebWorld } from './world.ts';

type Role = 'nobody' | 'employee' | 'agent' | 'admin';
const roles: Record<Role, string | undefined> = {
  nobody: undefined,
  employee: 'ann',
  agent: 'lin',
  admin: 'zhou',
};

/** Who gets through. To the others the page doesn't exist, or they have to say first who they are. */
const everybody = { nobody: 200, employee: 200, agent: 200, admin: 200 };
const people = { ...everybody, nobody: 403 };
const keepers = { nobody: 404, employee: 404, agent: 200, admin: 200 };
const admins = { ...keepers, agent: 404 };

/** Every address of knowledge; a new one without an entry fails the test below. */
const table: Record<string, { path: string; may: Record<Role, number> }> = {
  'GET /knowledge': { path: '/knowledge', may: everybody },
  'GET /knowledge/:id': { path: '/knowledge/jam', may: everybody },
  'GET /knowledge/:id/diff': { path: '/knowledge/jam/diff?from=1&to=1', may: keepers },
  'GET /knowledge/:id/edit': { path: '/knowledge/jam/edit', may: keepers },
  'GET /knowledge/:id/markdown': { path: '/knowledge/jam/markdown', may: keepers },
  'GET /knowledge/new': { path: '/knowledge/new', may: keepers },
  'GET /knowledge/review': { path: '/knowledge/review', may: admins },
  'GET /knowledge/gaps': { path: '/knowledge/gaps', may: keepers },
  'GET /knowledge/gaps/:id': { path: '/knowledge/gaps/{gap}', may: keepers },
  'GET /knowledge/synonyms': { path: '/knowledge/synonyms', may: keepers },
  'GET /knowledge/points': { path: '/knowledge/points', may: keepers },
  'GET /knowledge/model': { path: '/knowledge/model', may: keepers },
  'GET /knowledge/import': { path: '/knowledge/import', may: keepers },
  'GET /knowledge/export.zip': { path: '/knowledge/export.zip', may: keepers },
  'GET /knowledge/export.csv': { path: '/knowledge/export.csv', may: keepers },
  'GET /knowledge/graph': { path: '/knowledge/graph', may: people },
  'GET /api/knowledge/graph': { path: '/api/knowledge/graph', may: people },
  'GET /articles': { path: '/articles', may: all(301) },
  'GET /articles/:id': { path: '/articles/jam', may: all(301) },
  // What the forms say is checked once it is known who sends them.
  'POST /knowledge/new': { path: '/knowledge/new', may: { ...keepers, agent: 422, admin: 422 } },
  'POST /knowledge/preview': { path: '/knowledge/preview', may: keepers },
  'POST /knowledge/:id/edit': { path: '/knowledge/jam/edit', may: { ...keepers, agent: 422, admin: 422 } },
  'POST /knowledge/:id/submit': {
    path: '/knowledge/jam/submit',
    may: { ...keepers, agent: 303, admin: 303 },
  },
  'POST /knowledge/:id/publish': { path: '/knowledge/jam/publish', may: { ...admins, admin: 400 } },
  'POST /knowledge/:id/return': { path: '/knowledge/jam/return', may: { ...admins, admin: 400 } },
  'POST /knowledge/:id/verify': { path: '/knowledge/jam/verify', may: { ...admins, admin: 303 } },
  'POST /knowledge/:id/retire': { path: '/knowledge/jam/retire', may: { ...admins, admin: 400 } },
  'POST /knowledge/:id/restore': { path: '/knowledge/jam/restore', may: { ...admins, admin: 400 } },
  'POST /knowledge/review/keywords/:id': {
    path: '/knowledge/review/keywords/none',
    may: { ...admins, admin: 400 },
  },
  'POST /knowledge/gaps/:id/assign': {
    path: '/knowledge/gaps/{gap}/assign',
    may: { ...keepers, agent: 400, admin: 400 },
  },
  'POST /knowledge/gaps/:id/merge': { path: '/knowledge/gaps/{gap}/merge', may: { ...admins, admin: 400 } },
  'POST /knowledge/gaps/:id/close': {
    path: '/knowledge/gaps/{gap}/close',
    may: { ...keepers, agent: 303, admin: 303 },
  },
  'POST /knowledge/synonyms': { path: '/knowledge/synonyms', may: { ...keepers, agent: 400, admin: 400 } },
  'POST /knowledge/synonyms/:id/remove': {
    path: '/knowledge/synonyms/none/remove',
    may: { ...keepers, agent: 303, admin: 303 },
  },
  'POST /knowledge/import': { path: '/knowledge/import', may: { ...keepers, agent: 400, admin: 400 } },
  'POST /knowledge/import/store': {
    path: '/knowledge/import/store',
    may: { ...keepers, agent: 400, admin: 400 },
  },
};

function all(status: number): Record<Role, number> {
  return { nobody: status, employee: status, agent: status, admin: status };
}

describe('the pages of knowledge', () => {
  let world: WebWorld;
  let gap = '';
  beforeAll(async () => {
    world = await webWorld();
    await world.addArticle(printerBody(), { id: 'jam', owner: 'max' });
    await world.addArticle(printerBody({ title: 'Not yet' }), { id: 'secret', until: 'draft' });
    gap = await world.addGap('The badge reader blinks red');
  });
  afterAll(() => world.close());

  const pathOf = (path: string) => path.replace('{gap}', gap);

  it('are all in the table of rights', () => {
    const routes = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && /^\/(api\/)?(knowledge|articles)/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(routes)].toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it('have names that no article can have', () => {
    const names = Object.keys(table).flatMap((route) => / \/knowledge\/([a-z]+)/.exec(route)?.[1] ?? []);
    expect(names).toContain('synonyms');
    expect(names.filter((name) => !isReservedId(name))).toEqual([]);
  });

  it.each(Object.entries(table).filter(([name]) => name.startsWith('GET')))(
    '%s lets in whom it should',
    async (_name, { path, may }) => {
      const statuses: Partial<Record<Role, number>> = {};
      for (const [role, who] of Object.entries(roles)) {
        statuses[role as Role] = (await world.as(who).get(pathOf(path))).status;
      }
      expect(statuses).toEqual(may);
    },
  );

  it.each(Object.entries(table).filter(([name]) => name.startsWith('POST')))(
    '%s is done by whom it should, with a token',
    async (_name, { path, may }) => {
      const statuses: Partial<Record<Role, number>> = {};
      for (const [role, who] of Object.entries(roles)) {
        statuses[role as Role] = (await world.as(who).keeps(pathOf(path))).status;
        const without = await world.as(who).form(pathOf(path), {});
        expect({ role, status: without.status }).toEqual({ role, status: 403 });
      }
      expect(statuses).toEqual(may);
    },
  );

  it('refuse a token that is another one than the browser was given', async () => {
    const headers = { cookie: 'deskline_person=lin; deskline_token=a-token-of-thirty-two-characters' };
    const forged = { token: 'b-token-of-thirty-two-characters', words: 'a = b' };
    expect((await world.as('lin').form('/knowledge/synonyms', forged, headers)).status).toBe(403);
    const page = await world.as('lin').get('/knowledge/synonyms', { cookie: headers.cookie });
    expect(await page.text()).toContain('name="token" value="a-token-of-thirty-two-characters"');
    expect(page.headers.get('set-cookie')).toBeNull();
    const first = await world.as('lin').get('/knowledge/synonyms');
    expect(first.headers.get('set-cookie')).toMatch(
      /^deskline_token=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('show drafts to nobody but those who keep articles', async () => {
    for (const who of [undefined, 'ann']) {
      expect((await world.as(who).get('/knowledge/secret')).status).toBe(404);
      expect(await (await world.as(who).get('/knowledge?q=Not')).text()).not.toContain('Not yet');
      expect(await (await world.as(who).get('/knowledge?state=draft')).text()).not.toContain('Not yet');
    }
    expect(await (await world.as('lin').get('/knowledge/secret')).text()).toContain('Not yet');
    expect(await (await world.as('lin').get('/knowledge?state=draft')).text()).toContain('Not yet');
  });

  it('let the owner of an article say that it is still right', async () => {
    expect((await world.as('max').keeps('/knowledge/jam/verify')).headers.get('location')).toBe(
      '/knowledge/jam?said=verified',
    );
  });

  it('let an agent not make himself the owner of what is published: owners may retire', async () => {
    const { as, deps } = world;
    const ownerOf = async (id: string) => (await deps.knowledge.reads.article(id))?.owner;
    const edit = async (who: string, id: string, owner: string) => {
      const revision = (await deps.knowledge.reads.article(id))?.revision;
      const fields = fieldsOf(printerBody(), owner);
      const sent = Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      );
      return as(who).keeps(`/knowledge/${id}/edit`, {
        ...(Object.fromEntries(sent) as Record<string, string>),
        revision: String(revision),
      });
    };
    expect((await edit('lin', 'jam', 'lin')).status).toBe(303);
    expect(await ownerOf('jam')).toBe('max');
    expect((await edit('max', 'jam', 'lin')).status).toBe(303);
    expect(await ownerOf('jam')).toBe('lin');
    expect((await edit('zhou', 'jam', 'max')).status).toBe(303);
    expect(await ownerOf('jam')).toBe('max');
    expect((await edit('lin', 'secret', 'max')).status).toBe(303);
    expect(await ownerOf('secret')).toBe('max');
  });

  it('show each agent his own points, and the reviewer everybody’s', async () => {
    expect((await world.as('lin').get('/knowledge/points?person=max')).status).toBe(404);
    expect((await world.as('zhou').get('/knowledge/points?person=lin')).status).toBe(200);
    expect(await (await world.as('lin').get('/knowledge/points')).text()).toContain('article accepted');
    expect(await (await world.as('zhou').get('/knowledge/points')).text()).toContain('person=lin');
    expect(await (await world.as('max').get('/knowledge/points')).text()).not.toContain('person=lin');
  });
});
