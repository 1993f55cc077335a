import { expect, it } from 'vitest';
import { loadMessages } from '../../src/content/messages.ts';
import { knowledgeQuestion } from '../../src/desk/cards/knowledge-question.ts';
import type { Locale } from '../../src/platforms/platform.ts';

const messages = loadMessages('prompts', ['common', 'desk', 'desk-knowledge']);

type Asked = Parameters<typeof knowledgeQuestion>[0];

function asked(locale: Locale): string {
  const say: Asked['say'] = (key, params) => messages.say(locale, key, params);
  return knowledgeQuestion({
    say,
    voice: { typeNames: new Map() },
    ticket: { id: 't', number: 'IT-2026-000001' },
    features: { type: 'other', symptom: 'x', errorCodes: [], devices: [], steps: [] },
    near: [],
    isApart: false,
  } as unknown as Asked).text;
}

it.each([
  ['zh-CN', '`知识 关联 文章编号`'],
  ['en', '`kb link article-id`'],
] as const)('what a ticket nothing is near to taught is asked for in one language: %s', (locale, form) => {
  expect(asked(locale)).toContain(form);
});
