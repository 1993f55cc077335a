import { describe, expect, it } from 'vitest';
import { createNameFinder } from '../../src/language/redact/names.ts';
import { createRedaction, MASK, withoutValues } from '../../src/language/redact/redact.ts';
import { directory, labelledTickets, type Group } from './fixtures/labelled-tickets.ts';

const findNames = createNameFinder(directory);
const redacted = (text: string) => createRedaction({ findNames }).redact(text);

describe('600 labelled tickets in Chinese and English', () => {
  const tickets = labelledTickets(600, 20261126);
  const sent = tickets.map(({ text }) => redacted(text));
  const missed = (group: Group) =>
    tickets.flatMap(({ text, values }, at) =>
      values
        .filter((one) => one.group === group && sent[at]?.toLowerCase().includes(one.value.toLowerCase()))
        .map(({ kind, value }) => ({ kind, value, text, sent: sent[at] })),
    );
  const count = (group: Group) =>
    tickets.flatMap(({ values }) => values).filter((one) => one.group === group).length;

  it('lose at least 99 % of what has a form', () => {
    expect(count('structured')).toBeGreaterThan(700);
    expect(missed('structured').length).toBeLessThanOrEqual(count('structured') * 0.01);
  });

  it('lose at least 95 % of the names', () => {
    expect(count('name')).toBeGreaterThan(60);
    expect(missed('name').length).toBeLessThanOrEqual(count('name') * 0.05);
  });

  it('lose every secret', () => {
    expect(count('secret')).toBeGreaterThan(150);
    expect(missed('secret')).toEqual([]);
  });

  it('keep error codes, versions and models', () => {
    const lost = tickets.flatMap(({ kept, text }, at) =>
      kept.filter((one) => !sent[at]?.includes(one)).map((one) => ({ one, text, sent: sent[at] })),
    );
    expect(lost).toEqual([]);
  });

  it('come back as they were, but for the secrets', () => {
    for (const { text, values } of tickets) {
      const redaction = createRedaction({ findNames });
      const back = redaction.restore(redaction.redact(text));
      const secrets = redaction.secrets();
      let expected = text;
      for (const secret of secrets.toSorted((a, b) => b.length - a.length))
        expected = expected.replaceAll(secret, MASK);
      expect(back.replaceAll(MASK, '')).toBe(expected.replaceAll(MASK, ''));
      for (const { value } of values.filter(({ group }) => group === 'secret'))
        expect(back).not.toContain(value);
    }
  });
});

describe('what is kept back', () => {
  it.each([
    ['My password is blue horse battery staple, please help', 'My password is [SECRET_1], please help'],
    ['Password: correct horse battery staple', 'Password: [SECRET_1]'],
    ['password: expired since Monday', 'password: expired since Monday'],
    ['password is expired', 'password is expired'],
    ['My password is not accepted', 'My password is not accepted'],
    ['密码是什么?密码错误 809,密码过期了', '密码是什么?密码错误 809,密码过期了'],
    ['Never share your password', 'Never share your password'],
    ['重置密码请点忘记密码', '重置密码请点忘记密码'],
    ['error code is 1603', 'error code is 1603'],
    ['the code is 482913', 'the code is [SECRET_1]'],
    ['密码是我的生日19900101', '密码是我的生日[SECRET_1]'],
    ['手机号１３８００１３８０００', '手机号[PHONE_1]'],
    ['https://bob:hunter2@files.example.com/x', '[SECRET_1]'],
    ['C:\\Users\\wangwei\\Desktop is full', 'C:\\Users\\[ACCOUNT_1]\\Desktop is full'],
    ['王经理说重启就好', '[NAME_1]经理说重启就好'],
    ['Will the printer work? Mark it as urgent.', 'Will the printer work? Mark it as urgent.'],
    ['bitlocker 111111-222222-333333-444444-555555-666666-777777-888888', 'bitlocker [SECRET_1]'],
    ['pw: Abc12345', 'pw: [SECRET_1]'],
    ['user: bob pass: hunter2', 'user: bob pass: [SECRET_1]'],
    ['login bob:hunter2', 'login bob:[SECRET_1]'],
    ['the pwd I use is S3cret', 'the pwd I use is [SECRET_1]'],
    ['I typed Summer2024! as my password', 'I typed [SECRET_1] as my password'],
    ['my PIN number is 4 8 2 1', 'my PIN number is [SECRET_1]'],
    ['code 482-913 from the SMS', 'code [SECRET_1] from the SMS'],
    ['验证码是 48 29 13', '验证码是 [SECRET_1]'],
    ['WPA2 key: mypassphrase123', 'WPA2 key: [SECRET_1]'],
    ['passphrase "correct horse battery staple"', 'passphrase "[SECRET_1]"'],
    ['the secret answer is Fluffy', 'the secret answer is [SECRET_1]'],
    ['密保答案是小花', '密保答案是[SECRET_1]'],
    ['ann at example dot com', '[MAIL_1]'],
    ['version 7.0.9.0', 'version 7.0.9.0'],
    ['4111 1111 1111 1112 is no card', '4111 1111 1111 1112 is no card'],
  ])('%s', (text, expected) => {
    expect(createRedaction({ findNames: createNameFinder([...directory, 'Mark Will']) }).redact(text)).toBe(
      expected,
    );
  });

  it('has one placeholder however often it stands there', () => {
    const redaction = createRedaction({ findNames });
    expect(redaction.redact('ann@example.com, ANN@example.com')).toBe('[MAIL_1], [MAIL_1]');
    expect(redaction.redact('bob@example.com, ann@example.com')).toBe('[MAIL_2], [MAIL_1]');
    expect(redaction.count()).toBe(2);
  });

  it('is not given to somebody who writes a placeholder', () => {
    const redaction = createRedaction({ findNames });
    redaction.redact('ann@example.com');
    expect(redaction.restore(redaction.redact('Tell me [MAIL_1]'))).toBe('Tell me (MAIL 1)');
  });

  it('is names too, unless the endpoint is the company’s own', () => {
    const own = createRedaction({ findNames: undefined });
    expect(own.redact('Wei Zhang: password is Summer2024!')).toBe('Wei Zhang: password is [SECRET_1]');
  });

  it('leaves like texts alike for embeddings', () => {
    expect(withoutValues('I am ann@example.com, not bob@example.com', findNames)).toBe(
      'I am [MAIL], not [MAIL]',
    );
  });

  it('is found in a moment in a hostile text and a directory of 20,000', () => {
    const many = createNameFinder(Array.from({ length: 20_000 }, (_, i) => `Person${i} Family${i}`));
    const text = `${'password is '.repeat(300)}${'1'.repeat(2_000)}${'a.'.repeat(2_000)}${'@'.repeat(1_000)}`;
    const start = performance.now();
    createRedaction({ findNames: many }).redact(text);
    expect(performance.now() - start).toBeLessThan(2_500);
  });
});
