import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the environment', () => {
  it('may be empty', () => {
    expect(readConfig({})).toEqual({
      platforms: {},
      demo: true,
      databaseUrl: 'file:./data/deskline.db',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: undefined,
      contentDir: './prompts',
      deskChannels: { L1: undefined, L2: undefined, expert: undefined },
      logLevel: 'info',
      locale: undefined,
      timeZone: undefined,
    });
  });

  it('tells how to reach each platform that is configured', () => {
    const { platforms } = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      DINGTALK_CLIENT_ID: 'ding1',
      DINGTALK_CLIENT_SECRET: 'secret',
      WECOM_BOT_ID: 'bot1',
      WECOM_BOT_SECRET: 'secret',
      WECOM_WS_URL: 'ws://127.0.0.1:9',
    });
    expect(platforms).toMatchObject({
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: 'https://slack.com/api/' },
      dingtalk: { clientId: 'ding1', robotCode: 'ding1', apiUrl: 'https://api.dingtalk.com' },
      wecom: { botId: 'bot1', wsUrl: 'ws://127.0.0.1:9', acceptEncryptedIds: false },
    });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN: It is needed beside SLACK_BOT_TOKEN'],
    [{ DINGTALK_CLIENT_SECRET: 's' }, 'DINGTALK_CLIENT_ID: It is needed beside DINGTALK_CLIENT_SECRET'],
    [{ WECOM_BOT_ID: 'b' }, 'WECOM_BOT_SECRET: It is needed beside WECOM_BOT_ID'],
    [{ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN: The bot token'],
    [{ WECOM_WS_URL: 'https://example.com' }, 'WECOM_WS_URL: An address such as wss://'],
  ])('names what is missing or mixed up: %j', (env, reason) => {
    expect(refusal(env)).toContain(reason);
  });

  it('counts what is blank as unset', () => {
    expect(readConfig({ PORT: '', HOST: '  ', LOCALE: '', TZ_DESK: '' })).toEqual(readConfig({}));
  });

  it('is read', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://desk@db/desk',
      PORT: '8080',
      DESK_L2: 'slack:C0123',
      LOCALE: 'en',
      TZ_DESK: 'Europe/Berlin',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://desk@db/desk',
      port: 8080,
      deskChannels: { L2: 'slack:C0123' },
      locale: 'en',
      timeZone: 'Europe/Berlin',
    });
  });

  it.each([
    ['DATABASE_URL', 'mysql://user:hunter2@db'],
    ['PORT', '70000'],
    ['PORT', 'hunter2'],
    ['PORT', '0x50'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'ftp://hunter2'],
    ['PUBLIC_URL', 'hunter2'],
    ['DESK_L1', 'hunter2'],
    ['DESK_EXPERT', 'hunter2:'],
    ['LOG_LEVEL', 'hunter2'],
    ['LOCALE', 'hunter2'],
    ['TZ_DESK', 'Mars/hunter2'],
    ['HOST', 'hunter2.example.com'],
  ])('with a wrong %s is refused by its name, without its value', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toMatch(new RegExp(`^  ${name}: \\S`, 'm'));
    expect(message).not.toContain(value);
    expect(message).not.toContain('hunter2');
  });

  it('names every wrong variable at once', () => {
    const message = refusal({ PORT: 'x', HOST: '0.0.0.0', LOCALE: 'fr' });
    expect(message).toMatch(/HOST[^]*PORT[^]*LOCALE/);
  });
});

describe('an address other machines can reach', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'desk.example.com', '127.0.0.1.example.com', '1270.0.0.1'])(
    '%s is refused, with the reason',
    (host) => {
      expect(refusal({ HOST: host })).toMatch(/HOST: .*no log-in.*127\.0\.0\.1/);
    },
  );

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('is not %s', (host) => {
    expect(readConfig({ HOST: host }).host).toBe(host);
  });
});
