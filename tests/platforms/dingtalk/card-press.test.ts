import { describe, expect, it } from 'vitest';
import { cardPressIn, decodePress } from '../../../src/platforms/dingtalk/card-press.ts';

/** As the fact sheet has it. */
const callback = (params: object) => ({
  type: 'actionCallback',
  outTrackId: 't42',
  corpId: 'ding1',
  userId: 'manager123',
  content: JSON.stringify({ cardPrivateData: { actionIds: ['claim'], params } }),
});
const context = {
  tenant: 'app',
  place: { channel: 'cid1==', direct: false },
  frameId: 'f1',
  value: 'T1',
  isOurs: true,
  name: 'Li Lei',
};

describe('a press on a card', () => {
  it('says what is to be done, and where', () => {
    const press = cardPressIn(callback({ action: 'claim', value: 'T1', place: 'g:cid1==' }));
    expect(press).toMatchObject({ action: 'claim', value: 'T1', place: 'g:cid1==' });
    expect(press && decodePress(press, { ...context, at: 10_000 })).toEqual({
      platform: 'dingtalk',
      tenant: 'app',
      keys: [
        'card:t42:ding1:manager123:claim:T1:a2',
        'card:t42:ding1:manager123:claim:T1:b3',
        'card-frame:f1',
      ],
      place: { platform: 'dingtalk', tenant: 'app', channel: 'cid1==', kind: 'channel' },
      sender: { userId: 'manager123', name: 'Li Lei', kind: 'member' },
      at: 10_000,
      kind: 'action',
      messageId: 't42',
      action: 'claim',
      value: 'T1',
    });
  });

  it('shares a key with one within two seconds, and none with one after four', () => {
    const press = cardPressIn(callback({ action: 'more', value: 'T1' }));
    if (!press) throw new Error('no press');
    const keysAt = (at: number) => decodePress(press, { ...context, frameId: `f${at}`, at }).keys;
    for (let at = 0; at < 8_000; at += 400) {
      expect(keysAt(at + 2_000).some((key) => keysAt(at).includes(key))).toBe(true);
      expect(keysAt(at + 4_000).some((key) => keysAt(at).includes(key))).toBe(false);
    }
  });

  it('names the action where the template only names the button', () => {
    expect(cardPressIn(callback({}))).toMatchObject({ action: 'claim', value: '', place: '' });
  });

  it('may have its content as it is, and numbers for ids', () => {
    const content = { cardPrivateData: { actionIds: 'claim', params: { action: 'claim', value: 7 } } };
    expect(cardPressIn({ outTrackId: 't42', userId: 5, content })).toMatchObject({ userId: '5', value: '7' });
  });

  it.each([
    {},
    { outTrackId: 't' },
    { outTrackId: 't', content: 'no' },
    { outTrackId: 't', content: '{}' },
    null,
  ])('is not %j', (data) => {
    expect(cardPressIn(data)).toBeUndefined();
  });
});
