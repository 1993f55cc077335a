import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/platforms/dingtalk/settings.ts';
import { createWebhooks } from '../../../src/platforms/dingtalk/webhooks.ts';

function webhooks(urls: { apiUrl?: string; oapiUrl?: string } = {}) {
  const settings = settingsOf({
    clientId: 'app',
    clientSecret: 'secret',
    robotCode: 'app',
    apiUrl: 'https://api.dingtalk.com',
    oapiUrl: 'https://oapi.dingtalk.com',
    say: (key) => key,
    ...urls,
  });
  return createWebhooks(settings, () => 0);
}

const PATH = '/robot/sendBySession?session=1';
const HOUR = 3_600_000;

describe('a session webhook', () => {
  const moved = { apiUrl: 'http://127.0.0.1:1/api/', oapiUrl: 'http://127.0.0.1:2/ding/' };

  it.each([
    ['the vendor\u2019s', {}, 'https://oapi.dingtalk.com', 'https://oapi.dingtalk.com'],
    ['the vendor\u2019s by its newer host', {}, 'https://api.dingtalk.com', 'https://api.dingtalk.com'],
    ['one that is to go elsewhere', moved, 'https://oapi.dingtalk.com', 'http://127.0.0.1:2/ding'],
    ['one of the API that is to go elsewhere', moved, 'https://api.dingtalk.com', 'http://127.0.0.1:1/api'],
    ['one that is there already', moved, 'http://127.0.0.1:2/ding', 'http://127.0.0.1:2/ding'],
    ['one on the API\u2019s own host', moved, 'http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['one without encryption', {}, 'http://oapi.dingtalk.com', 'https://oapi.dingtalk.com'],
  ])('goes where the settings say: %s', (_, urls, base, expected) => {
    const hooks = webhooks(urls);
    hooks.remember('ann', { url: `${base}${PATH}`, until: HOUR });
    expect(hooks.of('ann')).toBe(`${expected}${PATH}`);
  });

  it.each(['https://evil.example', 'https://oapi.dingtalk.com.evil.example', 'nothing'])(
    'is none on another host: %s',
    (base) => {
      const hooks = webhooks();
      hooks.remember('ann', { url: `${base}${PATH}`, until: HOUR });
      expect(hooks.of('ann')).toBeUndefined();
    },
  );

  it('is not replaced by an older one that is delivered once more', () => {
    const hooks = webhooks();
    const url = `https://oapi.dingtalk.com${PATH}`;
    hooks.remember('ann', { url: `${url}new`, until: 2 * HOUR });
    hooks.remember('ann', { url: `${url}old`, until: HOUR });
    expect(hooks.of('ann')).toBe(`${url}new`);
    hooks.remember('ann', { url: `${url}newest`, until: 3 * HOUR });
    expect(hooks.of('ann')).toBe(`${url}newest`);
  });
});
