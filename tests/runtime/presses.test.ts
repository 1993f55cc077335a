import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Button, InboundEvent } from '../../src/platforms/platform.ts';
import { resolvePress, sentMessage } from '../../src/runtime/presses.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { place, postAll, posting } from './setting.ts';

onEachDatabase('a press that only tells its label', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await create();
    db = test.db;
    const buttons = (labels: string[]): Button[] =>
      labels.map((label, i) => ({ id: `act-${label.length}-${i}`, label, value: `v${i}` }));
    const asking = (labels: string[], text: string) => ({ message: { text, buttons: buttons(labels) } });
    await postAll(db, [
      posting('', asking(['已解决', '没解决', 'Talk to a human', 'Talk to the team'], 'Solved?')),
      posting('', asking(['Yes'], 'elsewhere')),
      posting('', { ...asking(['Yes'], 'Cleo’s'), place: { ...place, channel: 'cleo' } }),
      posting('plain'),
      posting('', asking(['Yes', 'Yes'], 'Twins')),
      posting('', {
        ...asking(['L2'], 'To whom?'),
        op: 'private',
        privateTo: 'ann',
        place: { ...place, channel: 'the-desk' },
      }),
    ]);
    const rows = await db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);
    const ids = ['press:a1b2', 'press:same', 'press:same', 'press:plain', 'press:twins', 'press:alone'];
    await db.transaction({}, async (tx) => {
      for (const [i, { id }] of rows.entries()) {
        await tx.update(db.tables.outbox).set({ messageId: ids[i]! }).where(eq(db.tables.outbox.id, id));
      }
    });
  });
  afterAll(() => test.drop());

  const pressed = (
    messageId: string,
    label: string,
    channel = 'ann',
  ): InboundEvent & { kind: 'pressed' } => ({
    kind: 'pressed',
    platform: 'web',
    tenant: 'demo',
    keys: ['k'],
    place: { ...place, channel, kind: 'direct' },
    sender: { userId: 'ann', name: 'Ann', kind: 'member' },
    at: 7,
    messageId,
    label,
  });

  it('is found in the direct chat where it was asked for in a channel and answered alone', async () => {
    expect(await resolvePress(db, pressed('press:alone', 'L2'))).toMatchObject({
      kind: 'action',
      value: 'v0',
    });
    const cleos = { ...pressed('press:alone', 'L2', 'cleo') };
    cleos.sender = { ...cleos.sender, userId: 'cleo' };
    expect(await resolvePress(db, cleos)).toEqual(cleos);
  });

  it('is the action of the button with that label', async () => {
    const { kind: _, label: __, ...rest } = pressed('press:a1b2', '');
    expect(await resolvePress(db, pressed('press:a1b2', '没解决'))).toEqual({
      ...rest,
      kind: 'action',
      action: 'act-3-1',
      value: 'v1',
    });
  });

  it('is known by the beginning of its label where that is of one button only', async () => {
    for (const cut of ['Talk to a', 'Talk to a h…', 'Talk to a h...', '已']) {
      expect(await resolvePress(db, pressed('press:a1b2', cut))).toMatchObject({ kind: 'action' });
    }
  });

  it('stays a press where the message or the button is not there, or could be several', async () => {
    const cases: [string, string][] = [
      ['press:a1b2', 'Talk to'],
      ['press:a1b2', '…'],
      ['press:a1b2', 'No'],
      ['press:none', 'Yes'],
      ['press:plain', 'Yes'],
      ['press:twins', 'Yes'],
    ];
    for (const [messageId, label] of cases) {
      const event = pressed(messageId, label);
      expect(await resolvePress(db, event)).toEqual(event);
    }
  });

  it('is looked for in its own chat', async () => {
    expect((await sentMessage(db, place, 'press:same'))?.text).toBe('elsewhere');
    expect((await sentMessage(db, { ...place, channel: 'cleo' }, 'press:same'))?.text).toBe('Cleo’s');
    expect(await sentMessage(db, { ...place, tenant: 'other' }, 'press:same')).toBeUndefined();
    expect(await sentMessage(db, { ...place, platform: 'slack' }, 'press:same')).toBeUndefined();
    expect(await resolvePress(db, pressed('press:same', 'Yes', 'dora'))).toMatchObject({ kind: 'pressed' });
  });
});
