import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandIn } from '../../src/cli/cli.ts';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { lookAtConfiguration } from '../../src/doctor/setting.ts';
import { nextVersion } from '../support/next-version.ts';
import { onDatabase, onEachDatabase } from '../support/databases.ts';
import { openSlackTwin } from '../twins/slack.ts';
import { openDingtalkTwin } from '../twins/dingtalk.ts';
import { openWecomTwin } from '../twins/wecom.ts';

const SECRET = 'canary-4711-secret';
let folder: string;
let servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deskline-doctor-'));
});
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
  rmSync(folder, { recursive: true });
});

/** Runs the command; gives its exit code, what it found, and all that it wrote. */
async function doctor(env: Record<string, string>) {
  let said = '';
  const exit = await commandIn(['doctor', '--json'])({
    env: { DATABASE_URL: `file:${join(folder, 'deskline.db')}`, PORT: '0', ...env },
    root: '.',
    now: Date.now,
    out: (text) => (said += text),
    err: (text) => (said += text),
  });
  const { healthy, findings } = JSON.parse(said) as { healthy: boolean; findings: Finding[] };
  expect(said).not.toContain(SECRET);
  expect(healthy).toBe(exit === 0);
  return { exit, findings, of: (what: string) => findings.filter(({ of }) => of === what) };
}

async function answering(answer: (path: string) => { status: number; body: unknown }): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the doctor', () => {
  it('finds nothing wrong with the demo on a new machine', async () => {
    const { exit, findings, of } = await doctor({});
    expect(exit).toBe(0);
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(of('database')[0]?.seen).toContain('the first start makes it');
    expect(of('content')[0]?.seen).toMatch(/3 queues, \d+ types, \d+ articles/);
  });

  it('names every wrong variable, says what to do, and shows none of their values', async () => {
    const { exit, of } = await doctor({ PORT: SECRET, SLACK_BOT_TOKEN: SECRET, LOG_LEVEL: 'loud' });
    expect(exit).toBe(1);
    const seen = of('settings').map(({ seen: words }) => words.split(':')[0]);
    expect(seen).toEqual(['PORT', 'SLACK_BOT_TOKEN', 'LOG_LEVEL']);
    expect(of('settings')[0]?.todo).toContain('.env.example');
  });

  it('warns of a file of secrets that others can read', () => {
    const file = join(folder, '.env');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    expect(lookAtConfiguration({}, file).findings.at(-1)).toMatchObject({
      state: 'warning',
      todo: 'chmod 600 .env',
    });
    chmodSync(file, 0o600);
    expect(lookAtConfiguration({}, file).findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it('shows a mistake in the content with its file and line, and looks at the rest', async () => {
    const content = join(folder, 'prompts');
    cpSync('prompts', content, { recursive: true });
    const desk = join(content, 'desk.yaml');
    writeFileSync(desk, readFileSync(desk, 'utf8').replace('timeZone: Asia/Shanghai', 'timeZone: Nowhere'));
    const { exit, of } = await doctor({ CONTENT_DIR: content });
    expect(exit).toBe(1);
    expect(of('content').some(({ state, seen }) => state === 'problem' && /desk\.yaml:\d+/.test(seen))).toBe(
      true,
    );
    expect(of('database')[0]?.state).toBe('ok');
  });

  it('asks each platform without a connection for events', async () => {
    const [slack, dingtalk, wecom] = [await openSlackTwin(), await openDingtalkTwin(), await openWecomTwin()];
    const env = { ...slack.env, ...dingtalk.env, ...wecom.env, DESK_L1: 'slack:C1' };
    const { of } = await doctor(env);
    expect(['slack', 'dingtalk', 'wecom'].map((name) => of(name)[0]?.state)).toEqual(['ok', 'ok', 'ok']);
    expect(wecom.ledger.delivered).toEqual([]);
    await Promise.all([slack.close(), dingtalk.close(), wecom.close()]);
    const gone = await doctor(env);
    const states = ['slack', 'dingtalk', 'wecom'].map((name) => gone.of(name)[0]?.state);
    expect(states).toEqual(['problem', 'problem', 'problem']);
    expect(gone.exit).toBe(1);
  });

  it('says that a token is refused, and which', async () => {
    const url = await answering(() => ({ status: 200, body: { ok: false, error: 'invalid_auth' } }));
    const { of } = await doctor({
      SLACK_BOT_TOKEN: `xoxb-${SECRET}`,
      SLACK_APP_TOKEN: `xapp-${SECRET}`,
      SLACK_API_URL: `${url}/api/`,
      DESK_L1: 'slack:C1',
    });
    expect(of('slack')[0]).toMatchObject({
      state: 'problem',
      seen: 'SLACK_BOT_TOKEN is refused: invalid_auth',
    });
  });

  it.each([
    [401, {}, 'problem', 'refuses the key'],
    [404, {}, 'warning', 'gave no list of models'],
    [200, { data: [{ id: 'other' }] }, 'problem', 'has no small'],
    [200, { data: [{ id: 'small' }] }, 'ok', 'has what is asked for'],
  ])('asks the model’s endpoint for its list: %j %j is a %s', async (status, body, state, words) => {
    const url = await answering(() => ({ status, body }));
    const env = { OPENAI_API_KEY: SECRET, OPENAI_BASE_URL: `${url}/v1`, OPENAI_CHAT_MODEL: 'small' };
    const [found] = (await doctor(env)).of('model');
    expect(found?.state).toBe(state);
    expect(found?.seen).toContain(words);
  });

  it('tells a mail server and a directory that aren’t there', async () => {
    const { of } = await doctor({
      SMTP_URL: `smtp://user:${SECRET}@127.0.0.1:1`,
      MAIL_FROM: 'Deskline <desk@example.com>',
      LDAP_URL: 'ldaps://127.0.0.1:1',
      LDAP_KIND: 'openldap',
      LDAP_BIND_DN: 'cn=bot,dc=example,dc=com',
      LDAP_BIND_PASSWORD: SECRET,
      LDAP_BASE_DN: 'dc=example,dc=com',
    });
    expect(of('mail')[0]).toMatchObject({ state: 'problem', todo: 'See SMTP_URL and SMTP_CA_FILE.' });
    expect(of('directory')[0]?.state).toBe('problem');
    expect(of('directory')[0]?.todo).toContain('LDAP_BIND_PASSWORD');
    expect(of('reset').length).toBeGreaterThan(0);
  });

  it('tells its own program on the port from another', async () => {
    const own = await answering(() => ({ status: 200, body: { status: 'ok', version: '9.9.9' } }));
    expect((await doctor({ PORT: new URL(own).port })).of('web')[0]?.seen).toContain('Deskline 9.9.9 runs');
    const other = await answering(() => ({ status: 404, body: {} }));
    expect((await doctor({ PORT: new URL(other).port })).of('web')[0]?.todo).toContain('PORT');
  });

  it('waits for nobody longer than its time', async () => {
    const silent = { of: 'x', look: () => new Promise<Finding[]>(() => {}) };
    const failing = { of: 'y', look: () => Promise.reject(new Error('secret words')) };
    const found = await examine([silent, failing], 5);
    expect(found.map(({ of, state }) => [of, state])).toEqual([
      ['x', 'problem'],
      ['y', 'problem'],
    ]);
    expect(JSON.stringify(found)).not.toContain('secret words');
  });
});

onEachDatabase('the doctor', (create) => {
  it('sees that the database is of this version, and one of a newer', async () => {
    const test = await create();
    const before = await doctor({ DATABASE_URL: test.url });
    expect(before.of('database')[0]?.state).toBe('ok');
    const newer = test.reopen(nextVersion(join(folder, 'next'), ['create table extra (id integer);']));
    await newer.migrate();
    await newer.close();
    const after = await doctor({ DATABASE_URL: test.url });
    expect(after.of('database')[0]).toMatchObject({ state: 'problem' });
    expect(after.of('database')[0]?.todo).toContain('newer version');
    await test.drop();
  });
});

onDatabase('postgres', 'the doctor', (create) => {
  it('says what a fail-over would lose, and tells a database that isn’t there', async () => {
    const test = await create();
    const { of } = await doctor({ DATABASE_URL: test.url });
    expect(of('fail-over')[0]).toMatchObject({ state: 'warning' });
    expect(of('clock')[0]?.state).toBe('ok');
    // The tests' own server doesn't wait for its disk.
    expect(of('database').some(({ seen }) => seen.includes('fsync is off'))).toBe(true);
    const gone = Object.assign(new URL(test.url), { pathname: '/nowhere' }).href;
    expect((await doctor({ DATABASE_URL: gone })).of('database')[0]?.todo).toContain('create it');
    await test.drop();
  });
});
