import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/platforms/slack/decode.ts';
import { decodePastEdit } from '../../../src/platforms/slack/decode-message.ts';
import { emojiNameOf, emojiOf } from '../../../src/platforms/slack/emoji.ts';
import { plainText } from '../../../src/platforms/slack/plain-text.ts';

const self = { teamId: 'T1', botUserId: 'UBOT', botId: 'BBOT' };
const context = { self, now: 5_000 };
const AT = '1760000000.000100';

const event = (body: object, more: object = {}) =>
  decode(
    'events_api',
    { team_id: 'T1', event_id: 'Ev1', event: { type: 'message', ...body }, ...more },
    context,
  );
const said = (body: object, more?: object) =>
  event({ channel: 'C1', channel_type: 'channel', user: 'U1', text: 'hello', ts: AT, ...body }, more).event;

describe('a post of Slack', () => {
  it('in a direct chat is a message', () => {
    expect(said({ channel: 'D1', channel_type: 'im', team: 'T1', client_msg_id: 'x' })).toEqual({
      platform: 'slack',
      tenant: 'T1',
      keys: [`message:D1+${AT}`, 'event:Ev1'],
      kind: 'message',
      place: { platform: 'slack', tenant: 'T1', channel: 'D1', kind: 'direct' },
      sender: { userId: 'U1', name: 'U1', kind: 'member' },
      at: 1_760_000_000_000,
      messageId: AT,
      text: 'hello',
      files: [],
    });
  });

  it('stands in a thread only as a reply', () => {
    expect(said({ thread_ts: '1750000000.000001' })?.place.thread).toBe('1750000000.000001');
    expect(said({ thread_ts: AT })?.place).not.toHaveProperty('thread');
    expect(said({ channel: 'D1', channel_type: 'im', thread_ts: '1750000000.000001' })?.place).toMatchObject({
      kind: 'direct',
      thread: '1750000000.000001',
    });
  });

  it('with a mention has one key and one text, as message and as app_mention', () => {
    const text = '<@UBOT> 认领 &lt;123&gt;';
    const asMessage = said({ text });
    const asMention = said({ text, type: 'app_mention', channel_type: undefined }, { event_id: 'Ev2' });
    expect(asMessage).toMatchObject({
      mention: true,
      text: '认领 <123>',
      keys: [`message:C1+${AT}`, 'event:Ev1'],
    });
    expect(asMention).toMatchObject({
      mention: true,
      text: '认领 <123>',
      keys: [`message:C1+${AT}`, 'event:Ev2'],
    });
  });

  it.each([
    ['a mention in the middle', 'hey <@UBOT|bot> look', 'hey look'],
    ['a mention with a colon', '<@UBOT>: claim', 'claim'],
    ['a mention with a full-width comma', '<@UBOT>\uff0c 认领', '认领'],
    ['lines and indents kept', '<@UBOT>\nfirst\n  second', 'first\nsecond'],
  ])('loses the mention of the bot: %s', (_, text, shown) => {
    expect(said({ text })).toMatchObject({ mention: true, text: shown });
  });

  it.each([
    ['spaces', `<@UBOT> a${' '.repeat(40_000)}b`],
    ['mentions that never end', '<@UBOT> '.padEnd(40_000, '<@UBOT|')],
    ['empty lines', `<@UBOT>${' \n\t'.repeat(13_000)}b`],
  ])('takes no long time, however hostile: %s', (_, text) => {
    const begun = performance.now();
    expect(said({ text })).toMatchObject({ mention: true });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it.each([
    ['<@U123>', '@U123'],
    ['<@U123|ann>', '@U123'],
    ['<#C1|general> <#C2>', '#general #C2'],
    ['<https://a.example/x?a=1&amp;b=2>', 'https://a.example/x?a=1&b=2'],
    ['<https://evil.example|https://bank.example>', 'https://bank.example (https://evil.example)'],
    ['<https://a.example|a.example>', 'https://a.example'],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['<!channel> <!here|here> <!subteam^S1|@helpers>', '@channel here @helpers'],
    ['<!date^1^{date}|yesterday>', 'yesterday'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt; stays', '&lt; stays'],
    ['a < b', 'a < b'],
  ])('%s reads %s', (text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it.each([
    ['a member', { team: 'T1' }, 'member'],
    ['another workspace', { team: 'T2' }, 'external'],
    ['another workspace in a shared channel', { team: 'T1', user_team: 'T2', source_team: 'T2' }, 'external'],
    ['a bot with a person’s name', { bot_id: 'B9', username: 'Ann', subtype: 'bot_message' }, 'bot'],
    ['an app posting as a user', { bot_id: 'B9', user: 'U9', app_id: 'A9' }, 'bot'],
    ['an app that Slack tells by its app alone', { app_id: 'A9', user: 'U9' }, 'bot'],
    ['Slack’s own bot', { user: 'USLACKBOT' }, 'bot'],
    ['nobody', { user: undefined }, 'bot'],
    ['ourselves by bot', { bot_id: 'BBOT', user: undefined }, 'self'],
    ['ourselves by user', { user: 'UBOT' }, 'self'],
  ])('is of %s', (_, body, kind) => {
    expect(said(body)?.sender.kind).toBe(kind);
  });

  it('is external where the envelope is of another workspace', () => {
    expect(said({}, { team_id: 'T2' })).toMatchObject({ tenant: 'T1', sender: { kind: 'external' } });
  });

  it('brings files, a voice message too', () => {
    const file = {
      id: 'F1',
      name: 'a.png',
      mimetype: 'image/png',
      size: 9,
      url_private: 'https://files.slack.com/a',
    };
    const voice = {
      id: 'F2',
      name: 'v.m4a',
      mimetype: 'audio/mp4',
      subtype: 'slack_audio',
      file_access: 'check_file_info',
    };
    const gone = { id: 'F3', mode: 'tombstone' };
    expect(said({ subtype: 'file_share', text: '', files: [file, voice, gone] })).toMatchObject({
      text: '',
      files: [
        { id: '{"id":"F1","url":"https://files.slack.com/a"}', name: 'a.png', mime: 'image/png', size: 9 },
        { id: '{"id":"F2"}', name: 'v.m4a', mime: 'audio/mp4', size: 0 },
      ],
    });
  });

  it('of somebody else’s words is forwarded', () => {
    const attachments = [{ is_share: true, text: 'resolve everything', fallback: 'x' }];
    expect(said({ text: '', attachments })).toMatchObject({ forwarded: true, text: 'resolve everything' });
    expect(said({ text: 'look', attachments })).toMatchObject({ text: 'look' });
    expect(said({ text: 'look', attachments })).not.toHaveProperty('forwarded');
  });

  it('has no invisible characters', () => {
    expect(said({ text: 'cla\u200bim\u202e' })).toMatchObject({ text: 'claim' });
  });
});

describe('a change on Slack', () => {
  const message = {
    ts: AT,
    user: 'U1',
    team: 'T1',
    text: 'new',
    edited: { user: 'U1', ts: '1760000009.000000' },
  };
  const changed = (body: object) =>
    event({ subtype: 'message_changed', channel: 'C1', ts: '1760000009.000200', message, ...body });

  it('of the words is an edit', () => {
    expect(changed({ previous_message: { text: 'old' } }).event).toMatchObject({
      kind: 'edited',
      messageId: AT,
      text: 'new',
      keys: [expect.stringContaining(`edited:C1+${AT}+1760000009.000000+`) as string, 'event:Ev1'],
      at: 1_760_000_009_000,
    });
  });

  it('of anything else, or by us, is none', () => {
    expect(changed({ previous_message: { text: 'new' } }).event).toBeUndefined();
    expect(
      changed({ previous_message: { text: 'old' }, message: { ...message, user: undefined, bot_id: 'BBOT' } })
        .event,
    ).toBeUndefined();
  });

  it('made twice within a second is two edits', () => {
    const keyOf = (text: string) => changed({ message: { ...message, text } }).event?.keys[0];
    expect(keyOf('first')).not.toBe(keyOf('second'));
    expect(keyOf('first')).toBe(keyOf('first'));
  });

  it('found in the history has the key of the live event', () => {
    const live = changed({ previous_message: { text: 'old' } }).event;
    const past = decodePastEdit({ ...message, type: 'message', channel: 'C1' }, context)?.event;
    expect(past?.keys[0]).toBe(live?.keys[0]);
    expect(
      decodePastEdit({ type: 'message', ts: AT, user: 'U1', channel: 'C1', text: 'x' }, context),
    ).toBeUndefined();
  });

  it('can be a deletion', () => {
    const deleted = event({
      subtype: 'message_deleted',
      channel: 'C1',
      ts: '1760000010.000000',
      deleted_ts: AT,
      previous_message: { user: 'U1', text: 'old', ts: AT, thread_ts: '1750000000.000001' },
    });
    expect(deleted.event).toMatchObject({
      kind: 'deleted',
      messageId: AT,
      place: { thread: '1750000000.000001' },
      sender: { userId: 'U1', kind: 'member' },
      keys: [`deleted:C1+${AT}`, 'event:Ev1'],
    });
    expect(changed({ message: { ...message, subtype: 'tombstone' } }).event).toMatchObject({
      kind: 'deleted',
      messageId: AT,
    });
  });

  it('can be a reaction', () => {
    const reaction = event({
      type: 'reaction_added',
      user: 'U1',
      reaction: 'eyes',
      item: { type: 'message', channel: 'C1', ts: AT },
      event_ts: '1760000011.000000',
    });
    expect(reaction.event).toMatchObject({
      kind: 'reaction',
      messageId: AT,
      reaction: '👀',
      sender: { userId: 'U1' },
    });
  });

  it.each([
    ['white_check_mark', '✅'],
    ['arrow_double_up', '⏫'],
    ['heavy_check_mark', '✔️'],
    ['x', '❌'],
    ['lock', '🔒'],
    ['hourglass', '⌛'],
    ['+1', '👍'],
    ['raising_hand', '🙋'],
    ['rotating_light', '🚨'],
    ['woman-raising-hand', '🙋‍♀️'],
    ['cn', '🇨🇳'],
    ['one', '1️⃣'],
    ['partyparrot', ':partyparrot:'],
  ])('knows :%s: as %s, both ways', (name, emoji) => {
    expect(emojiOf(name)).toBe(emoji);
    expect(emojiNameOf(emoji)).toBe(name);
    expect(emojiNameOf(emoji.replace('\ufe0f', ''))).toBe(name);
    expect(emojiOf(`${name}::skin-tone-3`)).toBe(emoji);
  });

  it('can be that somebody opens the chat: the same event for good', () => {
    const opened = (id: string, tab: string) =>
      event({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab, event_ts: AT }, { event_id: id });
    expect(opened('Ev1', 'messages').event).toMatchObject({
      kind: 'joined',
      keys: ['joined:U1'],
      place: { channel: 'D1', kind: 'direct' },
    });
    expect(opened('Ev9', 'messages').event?.keys).toEqual(['joined:U1']);
    expect(opened('Ev1', 'home').event).toBeUndefined();
  });
});

describe('what is none of ours', () => {
  it.each([
    ['slash_commands', {}],
    ['events_api', { event: { type: 'member_joined_channel', user: 'U1', channel: 'C1' } }],
    [
      'events_api',
      { event: { type: 'message', subtype: 'channel_join', channel: 'C1', user: 'U1', ts: AT } },
    ],
    ['events_api', { event: { type: 'from_the_future' } }],
    ['interactive', { type: 'shortcut' }],
  ])('is ignored by its kind: %s', (type, body) => {
    expect(decode(type, body, context)).toMatchObject({ ignored: expect.any(String) as string });
  });

  it.each([
    ['events_api', null],
    ['events_api', { event: { type: 'message', channel: 'C1', ts: 'yesterday' } }],
    ['events_api', { event: { type: 'message', channel: 7, ts: AT } }],
    ['events_api', { event: { type: 'reaction_added' } }],
    ['interactive', { type: 'block_actions', actions: [] }],
    ['interactive', { type: 'view_submission' }],
  ])('is broken, and says no more than its kind: %s', (type, body) => {
    expect(decode(type, body, context)).toMatchObject({ broken: expect.any(String) as string });
  });
});
