import { describe, expect, it } from 'vitest';
import { loadArticles } from '../../src/knowledge/articles.ts';
import { issueTypes } from '../../src/language/issue-types.ts';
import { checkAnswer } from '../../src/model/filter/answer-text.ts';
import { checkLinks } from '../../src/model/filter/links.ts';
import { asksForSecret } from '../../src/model/filter/secret-requests.ts';
import { readConfig } from '../../src/config.ts';

const sources = {
  texts: ['The manual is at https://help.example.com/vpn/809, the file is setup.exe.'],
  hosts: ['help.example.com'],
};
const verdict = (text: string) => checkLinks(`Manual: ${text}`, sources).verdict;

describe('a link', () => {
  it.each([
    'https://help.example.com/vpn/809',
    'https://help.example.com/vpn/809.',
    '[manual](https://help.example.com/vpn/809)',
    '<https://help.example.com/vpn/809>',
    'setup.exe',
    'Node 20',
    'Click [OK].',
    'VPN。DNS 设置',
  ])('may be %j', (text) => {
    expect(verdict(text)).toBe('keep');
  });

  it.each([
    'https://exfil.example',
    'HTTPS://EXFIL.EXAMPLE',
    'ｈｔｔｐｓ://exfil.example',
    'https:\\\\exfil.example',
    'https:/exfil.example',
    'http:exfil.example',
    '//exfil.example',
    'ftp://help.example.com/vpn/809',
    'mailto:a@help.example.com',
    'tel:+15550100',
    'slack://open?x',
    'javascript:alert`1`',
    'data:text/html,x',
    'https://help.example.com/vpn',
    'https://help.example.com/vpn/809/',
    'https://help.example.com/vpn/809?d=secret',
    'https://help.example.com/vpn/809#x',
    'https://help.example.com:444/vpn/809',
    'https://a@help.example.com/vpn/809',
    'https://help.example.com@exfil.example/',
    'https://help.example.com.exfil.example/',
    'https://help.example.com%2eexfil.example/',
    'https://hеlp.example.com/vpn/809',
    'https://xn--hlp-8oa.example.com/',
    'www.exfil.example',
    'exfil.example',
    'exfil.example:8080',
    'bit.ly/abc',
    'exfil․example',
    'exfil．example',
    'exfil。example/a',
    'exfil%2eexample',
    'exfil\u200d.example',
    'exfil\\.example',
    'exfil[.]example',
    'exfil (dot) example',
    'exfil dot example',
    'exfil . example / a',
    'h t t p s : / / exfil.example',
    '&#104;ttps://exfil.example',
    'ex\nfil.example',
    'http://0x7f000001',
    'http://[::1]/',
    'https://1.2.3.4/',
    '[a]( https://exfil.example )',
    '[a](<https://exfil.example>)',
    '[a](/x)',
    '[a](help.example.com)',
    '[a](https://exfil.example "t")',
    '[a][b]',
    '[b]: https://help.example.com/vpn/809',
    '<https://help.example.com/vpn/809|click>',
    '<https://exfil.example|https://help.example.com/vpn/809>',
  ])('is never %j', (text) => {
    expect(checkLinks(`See the manual\n${text}`, sources).verdict).toBe('refuse');
  });

  it('is no picture', () => {
    expect(checkLinks('See ![x](https://help.example.com/vpn/809) and <img src=x>here', sources)).toEqual({
      verdict: 'keep',
      text: 'See  and here',
    });
  });
});

describe('a request for a secret', () => {
  it.each([
    'Please send me your password.',
    'Reply with the code you received.',
    'Enter your PIN here:',
    'What is your password?',
    'May I have your verification code?',
    'Type your new password below',
    'We need your one-time code to continue.',
    'Your password: ____',
    'Confirm the passcode by phone.',
    'Share your screen and your credentials.',
    'Tell IT the **password**',
    'Read out the OTP to the agent.',
    '请把密码发给我。',
    '请输入您的验证码',
    '请提供账号和密码',
    '告诉我你的PIN码',
    '密码是多少?',
    '把收到的动态码报给客服',
    '需要您的口令',
    '请在此填写旧密码',
  ])('is found: %s', (text) => {
    expect(asksForSecret(text)).toBe(true);
  });

  it.each([
    'Never share your password.',
    'Do not send anybody your password.',
    'Reset your password on the portal.',
    'The password has expired.',
    'Press Enter.',
    '不要把密码告诉任何人。',
    '密码已过期,请点“忘记密码”。',
    '切勿提供验证码。',
    '不需要管理员密码',
  ])('is not found: %s', (text) => {
    expect(asksForSecret(text)).toBe(false);
  });
});

describe('our own articles', () => {
  it('pass as answers where they ask for no secret and lead to no other host', () => {
    const { linkHosts: hosts = [] } = readConfig({ OPENAI_API_KEY: 'k', OPENAI_CHAT_MODEL: 'm' }).model ?? {};
    const articles = loadArticles('prompts', new Set(issueTypes)).filter((_, at) => at % 3 === 0);
    const verdicts = articles.flatMap(({ body }) =>
      (['zh-CN', 'en'] as const).flatMap((locale) => {
        const text = body.texts[locale];
        if (!text) return [];
        const passage = [text.title, ...text.steps].join('\n');
        const answer = text.steps.map((step, at) => `${at + 1}. ${step} [P1]`).join('\n');
        return checkAnswer(answer, ['P1'], { passages: new Map([['P1', passage]]), hosts, locale }).verdict;
      }),
    );
    expect(verdicts.length).toBeGreaterThan(40);
    expect(verdicts.filter((one) => one === 'keep').length / verdicts.length).toBeGreaterThanOrEqual(0.75);
  });
});
