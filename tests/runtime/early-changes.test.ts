import { afterEach, beforeEach, expect, it } from 'vitest';
import { asChanged, rememberEarly } from '../../src/runtime/early-changes.ts';
import type { InboundEvent } from '../../src/platforms/platform.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { message } from './setting.ts';

const HOUR = 3_600_000;

onEachDatabase('a change that overtakes its message', (create) => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.drop());

  const { keys: _keys, text: _text, files: _files, ...rest } = message('m1', 'old words');
  const edited = (text: string): InboundEvent & { kind: 'edited' } => ({
    ...rest,
    kind: 'edited',
    keys: ['e1'],
    text,
  });
  const deleted: InboundEvent & { kind: 'deleted' } = { ...rest, kind: 'deleted', keys: ['d1'] };
  const remember = (event: InboundEvent & { kind: 'edited' | 'deleted' }, now = 0) =>
    test.db.transaction({}, (tx) => rememberEarly(tx, test.db.tables, { event, now }));
  const asItComes = async (id = 'm1') => {
    const come = await asChanged(test.db, message(id, 'old words'));
    return come === 'taken-back' ? come : come.text;
  };

  it('gives it the words it has by now', async () => {
    await remember(edited('newer words'));
    await remember(edited('newest words'));
    expect(await asItComes()).toBe('newest words');
    expect(await asItComes('m2')).toBe('old words');
  });

  it('takes it back for good', async () => {
    await remember(edited('newer words'));
    await remember(deleted);
    await remember(edited('an edit that comes last'));
    expect(await asItComes()).toBe('taken-back');
  });

  it('is forgotten once no vendor delivers the message any more', async () => {
    await remember(deleted, 0);
    await remember({ ...deleted, messageId: 'm2' }, HOUR + 1);
    expect(await asItComes()).toBe('old words');
    expect(await asItComes('m2')).toBe('taken-back');
  });
});
