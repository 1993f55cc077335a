import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandIn } from '../../src/cli/cli.ts';
import { message, postAll, posting, receive } from '../runtime/setting.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';

const NOON = Date.UTC(2026, 10, 22, 4);

onEachDatabase('the command for dead letters', (create) => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await create();
    const { db } = test;
    const long = `my private words ${'x'.repeat(100)}`;
    await postAll(db, [posting(long), posting('2', { lane: 'b' })], NOON - 3_600_000);
    await receive(db, { lane: 'x', text: message('hello').text, now: NOON - 3_600_000 });
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.outbox).set({ state: 'dead', error: 'gone: no\nsuch channel' });
      await tx.update(db.tables.inbox).set({ state: 'dead', result: 'Error: x' });
    });
  });
  afterEach(() => test.drop());

  async function deskline(...args: string[]) {
    const said = { out: '', err: '' };
    const code = await commandIn(['dead-letters', ...args])({
      env: { DATABASE_URL: test.url, USER: 'root' },
      root: '.',
      now: () => NOON,
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
    });
    return { code, ...said };
  }

  it('lists them, one a line, and what they say only where asked, shortened', async () => {
    const plain = await deskline();
    expect(plain.out.split('\n').map((line) => line.split(' ')[0])).toEqual(['m2', 'm1', 'e1', '']);
    expect(plain.out).toContain(
      'm1 kind=message state=dead since=2026-11-22T03:00:00.000Z attempts=0 op=send platform=web channel=ann ' +
        'reason="gone: no\\nsuch channel"',
    );
    expect(plain.out).not.toContain('private');
    const { out } = await deskline('list', '--kind', 'event', '--json', '--text');
    expect(JSON.parse(out)).toMatchObject({ id: 'e1', kind: 'event', reason: 'Error: x', text: 'hello' });
    const texts = (await deskline('--text', '--json')).out.trim().split('\n');
    expect(texts.some((line) => line.includes('my private words'))).toBe(true);
    expect(texts.some((line) => line.includes('x'.repeat(81)))).toBe(false);
  });

  it('retries and drops, says what it has changed, and gives 1 where it changed nothing', async () => {
    expect(await deskline('retry', 'm1')).toEqual({ code: 0, out: 'm1 is tried again\n', err: '' });
    expect(await deskline('retry', 'm1')).toEqual({
      code: 1,
      out: '',
      err: 'm1 is left as it is: command:root retried it at 2026-11-22T04:00:00.000Z\n',
    });
    expect(await deskline('drop', 'e1', '--reason', 'a test')).toMatchObject({
      code: 0,
      out: 'e1 is dropped\n',
    });
    expect(await deskline('retry', '--all')).toMatchObject({ code: 0, out: 'm2 is tried again\n' });
    expect((await deskline()).out).toBe('Nothing: everything was delivered and worked on.\n');
    const acts = await test.db.read.select().from(test.db.tables.letterActs);
    expect(acts).toHaveLength(3);
    expect(acts).toContainEqual(
      expect.objectContaining({ letter: 'e1', actor: 'command:root', reason: 'a test' }),
    );
  });
});

it.each([
  [['retry'], 'retry needs IDs such as m12, or --all'],
  [['retry', 'm1', '--all'], 'retry needs IDs such as m12, or --all'],
  [['retry', '12'], '12 is no ID'],
  [['retry', 'm1', '--kind', 'event'], '--kind goes with --all only'],
  [['drop', 'm1'], 'drop needs --reason TEXT'],
  [['drop', '--reason', 'x'], 'drop needs IDs'],
  [['--kind', 'letter'], '--kind letter: it is message, event, waiting'],
])('the command for dead letters says what is wrong with %j', (args, wrong) => {
  expect(() => commandIn(['dead-letters', ...args])).toThrow(wrong);
});
