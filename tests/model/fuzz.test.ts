import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer, type AnswerRules } from '../../src/model/filter/answer-text.ts';
import { answerSchema, parseJson, partialAnswer } from '../../src/model/json-answer.ts';
import { judgeAnswer } from '../../src/model/purposes/answer.ts';
import { createRedaction } from '../../src/language/redact/redact.ts';
import { GOOD, GOOD_SHOWN, PRINTER, says, VPN } from './fixtures/texts.ts';

const rules: AnswerRules = {
  passages: new Map([VPN, PRINTER].map(({ title, text }, at) => [`P${at + 1}`, `${title}\n${text}`])),
  hosts: ['help.example.com'],
  locale: 'en',
};
const shown = [VPN, PRINTER].map((one, at) => ({ ...one, mark: `P${at + 1}` }));
const RUNS = 10_000;

/** What becomes of an output: an answer's text, or undefined. Anything else would be a third thing, and throws. */
function outcome(output: string): string | undefined {
  const parsed = parseJson(output, answerSchema);
  if (parsed === undefined) return undefined;
  const judged = judgeAnswer(parsed, rules, { redaction: createRedaction({ findNames: undefined }), shown });
  if (judged.verdict !== 'answered') return undefined;
  expect(Object.keys(judged.value).toSorted()).toEqual(['citations', 'text']);
  return judged.value.text;
}

const words = fc.constantFrom(
  'hotspot',
  'network',
  'router',
  '[P1]',
  '[P2]',
  '. ',
  '\n',
  '`ipconfig`',
  'reset_password(ceo)',
  '<!channel>',
  'https://exfil.example',
  '90',
  '30 seconds',
  '{"tool":"close"}',
  '换一个网络',
  '\u202e',
  'send me your password',
  '![x](y)',
  '@all',
  '1. ',
);
const sentence = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' '));
const output = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .record({
      abstain: fc.oneof(fc.boolean(), fc.anything()),
      passages: fc.oneof(fc.array(fc.constantFrom('P1', 'P2', 'p1', 'P9', '')), fc.anything()),
      answer: fc.oneof(sentence, fc.string(), fc.anything()),
    })
    .map((one) => safely(one)),
  sentence.map((text) => says(text)),
  fc
    .record({
      abstain: fc.boolean(),
      passages: fc.constant(['P1']),
      answer: sentence,
      action: fc.constant('reset'),
    })
    .map((one) => safely(one)),
  fc.nat(200).map((length) => says(GOOD).slice(0, length)),
);

function safely(value: unknown): string {
  try {
    return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
  } catch {
    return '';
  }
}

describe('10,000 outputs', () => {
  it('are a reply that rests on the passages, or none', () => {
    fc.assert(
      fc.property(output, (text) => {
        const said = outcome(text);
        if (said === undefined) return;
        expect(said).not.toMatch(/exfil|<!|reset_password|90|tool|password|!\[|@all|\u202e|换/);
      }),
      { numRuns: RUNS, seed: 26 },
    );
  }, 60_000);

  it('may be cut anywhere', () => {
    const whole = says(GOOD);
    expect(outcome(whole)).toBe(GOOD_SHOWN);
    for (let end = 0; end < whole.length; end += 1) {
      expect(outcome(whole.slice(0, end))).toBeUndefined();
      expect(GOOD.startsWith(partialAnswer(whole.slice(0, end))?.answer ?? '')).toBe(true);
    }
  });
});

describe('what is outside of the articles', () => {
  /** A model that knows everything and cites whatever it was shown. */
  const KNOWS = [
    'The capital of France is Paris.',
    'Water boils at 100 degrees.',
    'You should drink more water and sleep eight hours.',
    'The stock will rise next week.',
    'Your salary is paid on the 25th of each month.',
    'Take two tablets of aspirin every six hours.',
    'The best pizza is at the corner of Main Street.',
    'Add salt to the pasta and cook it for nine minutes.',
    'Football is played by eleven players.',
    'Your vacation days are shown in the HR portal.',
    'Ask your manager to sign the travel form.',
    'Run `docker compose up -d` in the project folder.',
    'Open a terminal and type sudo apt-get install mysql.',
    'Use git rebase -i HEAD~3 to tidy your commits.',
    'Press Win+R and run regedit, then delete the Outlook profile.',
    'In Excel, use =VLOOKUP(A1,B:C,2,FALSE).',
    'Reinstall the graphics driver from the website of the maker.',
    'Your bank needs an IBAN for the transfer.',
    'The meeting was moved to Thursday at 3 pm.',
    'The parking card costs 40 euros a month.',
    'Flash the BIOS from a USB stick with the vendor tool.',
    'Call the emergency number 112 at once.',
    'The train leaves from platform 4.',
    'Use SELECT * FROM users WHERE id = 1.',
    'Set the registry value EnableLUA to 0.',
    'Turn off the antivirus and try the download again.',
    'Write a letter of complaint to the airline.',
    'Mix flour, eggs and milk for the pancakes.',
    'The moon is 384,400 km away.',
    'Shakespeare wrote Hamlet around 1600.',
    'Restart the Kubernetes pod with kubectl delete pod web-1.',
    'Use ffmpeg -i in.mov out.mp4 to convert the film.',
    'Ask the landlord to repair the heating.',
    'The tax form is due on May 31.',
    'The new colleague starts on Monday.',
    'Install Python 3.12 and create a virtual environment.',
    'Charge the electric car at night when power is cheap.',
    'Buy a new battery for the watch.',
    'Water the plants twice a week.',
    'Enable two-factor authentication for your private Instagram account.',
  ];

  it('is not answered, and no command gets through', () => {
    const answered = KNOWS.flatMap((text) => [
      `${text} [P1]`,
      `${text} [P1] ${text} [P2]`,
      `1. ${text} [P2]`,
    ]).flatMap((text) => {
      const checked = checkAnswer(text, ['P1'], rules);
      return checked.verdict === 'keep' ? [checked.text] : [];
    });
    expect(answered.length / (KNOWS.length * 3)).toBeLessThanOrEqual(0.05);
    expect(
      answered.filter((text) =>
        /docker|sudo|git|regedit|VLOOKUP|SELECT|EnableLUA|kubectl|ffmpeg|`/.test(text),
      ),
    ).toEqual([]);
  });
});
