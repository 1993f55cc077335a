import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { attempt, GROUP, open, placeOf, say, type Opened, type OpenOptions } from './opened.ts';

let opened: Opened | undefined;

async function start(options: OpenOptions = {}): Promise<Opened> {
  opened = await open({ twin: { cardTemplateId: 'deskline.schema' }, ...options });
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const STAFF = placeOf(GROUP);
const ticket: OutboundMessage = {
  text: 'It is stuck',
  card: { title: 'IT-2026-000123 \u00b7 Printer', fields: [{ label: 'Stage', value: 'waiting' }] },
  buttons: [{ id: 'claim', label: 'Claim', value: 'T1', style: 'primary' }],
};

describe('an interactive card', () => {
  it('has buttons in a group; the presser alone sees at once that it was received', async () => {
    const { twin, platform, events } = await start();
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    const [card] = twin.sent(GROUP);
    if (!card) throw new Error('no card');
    expect(card).toMatchObject({ id: messageId, buttons: ['Claim'] });
    expect(messageId.length).toBeLessThanOrEqual(64);
    await twin.writes('bob', 'hi', { group: GROUP });
    await twin.presses('bob', card, 'Claim');
    expect(events.at(-1)).toMatchObject({
      kind: 'action',
      messageId,
      action: 'claim',
      value: 'T1',
      place: { channel: GROUP, kind: 'channel' },
      sender: { userId: 'bob', name: 'Bob', kind: 'member' },
    });
    expect(twin.sent(GROUP)[0]?.text).toContain(say('dingtalk.card-received'));
  });

  it('is edited in place, change after change, and \u201creceived\u201d goes', async () => {
    const { twin, platform } = await start();
    await twin.writes('bob', 'hi');
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    const [card] = twin.sent(GROUP);
    if (card) await twin.presses('bob', card, 'Claim');
    const stages = ['diagnosis', 'solution', 'closed'];
    await Promise.all(
      stages.map(async (value) =>
        platform.edit?.(STAFF, messageId, {
          ...ticket,
          card: { title: 'IT-2026-000123', fields: [{ label: 'Stage', value }] },
          buttons: [],
        }),
      ),
    );
    const [edited, ...more] = twin.sent(GROUP);
    expect(more).toEqual([]);
    expect(edited).toMatchObject({ edited: true, buttons: [] });
    expect(edited?.text).toContain('closed');
    expect(edited?.text).not.toContain(say('dingtalk.card-received'));
  });

  it('that does not exist any more stays away without an error', async () => {
    const { twin, platform } = await start();
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    twin.cloud.messages.length = 0;
    await platform.edit?.(STAFF, messageId, ticket);
    expect(twin.sent(GROUP)).toEqual([]);
  });

  it('says \u201creceived\u201d no longer to somebody who pressed while it was being edited', async () => {
    const { twin, platform } = await start();
    await twin.writes('bob', 'hi');
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    const [card] = twin.sent(GROUP);
    if (!card) throw new Error('no card');
    await twin.presses('ann', card, 'Claim');
    const edited = platform.edit?.(STAFF, messageId, ticket);
    // The card's change is on its way when Bob presses.
    const pressed = twin.presses('bob', card, 'Claim');
    await Promise.all([edited, pressed]);
    await platform.edit?.(STAFF, messageId, ticket);
    expect(twin.sent(GROUP)[0]?.text).not.toContain(say('dingtalk.card-received'));
  });

  it('goes to nobody outside, who gets words, and nobody is told that the template is wrong', async () => {
    const { twin, platform, surroundings } = await start();
    twin.account({ id: 'eve', name: 'Eve', kind: 'external' });
    await twin.writes('eve', 'hi');
    await platform.send(placeOf('$:LWCP_v1:$eve'), ticket, attempt('1'));
    expect(twin.ledger.posted.map(({ way }) => way)).toEqual(['webhook']);
    expect(twin.ledger.callsOf('createAndDeliver')).toBe(0);
    expect(surroundings.alerts).toEqual([]);
  });

  it('is there once, however often it is sent', async () => {
    const first = await start();
    first.twin.fails('createAndDeliver', { accepts: true, cuts: true });
    const failed = await first.platform.send(STAFF, ticket, attempt('1')).catch((error: unknown) => error);
    expect(failed).toMatchObject({ fate: 'transient' });
    await first.platform.send(STAFF, ticket, attempt('1', true));
    expect(first.twin.sent(GROUP)).toHaveLength(1);
  });

  it('that is for a group which is gone says so, and nobody is told that the template is wrong', async () => {
    const { platform, surroundings } = await start();
    await expect(platform.send(placeOf('cidElsewhere=='), ticket, attempt('1'))).rejects.toMatchObject({
      fate: 'permanent',
      obstacle: 'gone',
    });
    expect(surroundings.alerts).toEqual([]);
  });

  it('that was not delivered in spite of HTTP 200 gives way to words, and the administrators hear of it', async () => {
    const { twin, platform, surroundings } = await start();
    const deliverResults = [{ success: false, errorMsg: 'card template not published' }];
    twin.fails('createAndDeliver', { body: { success: true, result: { deliverResults } } }, 2);
    await platform.send(STAFF, ticket, attempt('1'));
    await platform.send(placeOf('ann'), ticket, attempt('2'));
    expect(twin.sent(GROUP).map(({ text }) => text)).toEqual([expect.stringContaining('#IT-2026-000123')]);
    expect(twin.sent('ann')).toMatchObject([{ buttons: ['Claim'] }]);
    expect(surroundings.alerts.map(({ code }) => code)).toEqual(['card-refused', 'card-refused']);
    expect(surroundings.alerts[0]?.text).toContain('card template not published');
  });

  it('whose template is refused gives way to words, and the administrators hear of it', async () => {
    const { twin, platform, surroundings } = await start({ platform: { cardTemplateId: 'gone.schema' } });
    await platform.send(STAFF, ticket, attempt('1'));
    expect(twin.sent(GROUP).map(({ text }) => text)).toEqual([expect.stringContaining('#IT-2026-000123')]);
    expect(surroundings.alerts).toMatchObject([{ code: 'card-refused' }]);
    expect(surroundings.alerts[0]?.text).toContain('DINGTALK_CARD_TEMPLATE_ID');
  });

  it('is not acknowledged while nothing can be stored', async () => {
    const { twin, platform, database, tries } = await start({
      twin: { cardTemplateId: 't', ackTimeoutMs: 15 },
    });
    await twin.writes('bob', 'hi');
    const before = { tries: tries.length, acked: twin.ledger.acked.length };
    await platform.send(STAFF, ticket, attempt('1'));
    const [card] = twin.sent(GROUP);
    if (!card) throw new Error('no card');
    database.down = true;
    const pressed = twin.presses('bob', card, 'Claim');
    await twin.ledger.until(() => tries.length > before.tries);
    expect(twin.ledger.acked).toHaveLength(before.acked);
    database.down = false;
    await pressed;
    expect(twin.ledger.acked.length).toBeGreaterThan(before.acked);
  });
});

describe('without a template', () => {
  it('an edit changes nothing, and is no error', async () => {
    const { twin, platform } = await start({ twin: {} });
    const { messageId } = await platform.send(STAFF, ticket, attempt('1'));
    await platform.edit?.(STAFF, messageId, ticket);
    expect(twin.ledger.callsOf('/card/instances')).toBe(0);
    expect(twin.sent(GROUP)).toHaveLength(1);
  });

  it('a button in a direct chat writes for its reader, which comes back as a press', async () => {
    const { twin, platform, events } = await start({ twin: {} });
    const { messageId } = await platform.send(placeOf('ann'), ticket, attempt('1'));
    const [message] = twin.sent('ann');
    if (message) await twin.presses('ann', message, 'Claim');
    expect(events).toMatchObject([{ kind: 'pressed', messageId, label: 'Claim', place: { channel: 'ann' } }]);
  });
});
