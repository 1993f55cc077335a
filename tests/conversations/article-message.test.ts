import { describe, expect, it } from 'vitest';
import { loadMessages } from '../../src/content/messages.ts';
import { articleText } from '../../src/conversations/article-message.ts';
import { agentsMessage } from '../../src/conversations/agents-message.ts';
import type { Scene } from '../../src/conversations/scene.ts';
import type { Article } from '../../src/knowledge/knowledge-base.ts';
import type { Locale } from '../../src/platforms/platform.ts';

const messages = loadMessages('prompts', ['common', 'requester']);
const sayIn =
  (locale: Locale): Scene['say'] =>
  (key, params) =>
    messages.say(locale, key, params);

function shown(locale: Locale, state: Article['state'], risks = 'none'): string {
  const scene = { locale, say: sayIn(locale), desk: { policy: { timeZone: 'Asia/Shanghai' } } } as Scene;
  const article = {
    id: 'a',
    title: 'Paper jam',
    preconditions: [],
    steps: ['Open it', 'Close it'],
    risks,
    state,
    // Already the next day in Shanghai.
    validUntil: Date.parse('2026-11-17T18:00:00Z'),
  } as unknown as Article;
  return articleText(scene, article);
}

describe('an article', () => {
  it.each([
    ['zh-CN', '这篇文章正在等待复核（2026-11-18 到期）'],
    ['en', 'This article awaits its review (due 2026-11-18)'],
  ] as const)('that is due is shown with a remark, in %s', (locale, remark) => {
    expect(shown(locale, 'due')).toContain(remark);
    expect(shown(locale, 'published')).not.toMatch(/复核|review/);
  });

  it('shows its steps and its source', () => {
    expect(shown('en', 'published')).toBe(
      '**Paper jam**\n\n1. Open it\n2. Close it\n\nSource: knowledge base, “Paper jam” (a)',
    );
  });
});

describe('the risks of an article', () => {
  it.each(['', '  ', 'None.', '无', '没有风险'])('aren’t mentioned where it names none: “%s”', (risks) => {
    expect(shown('en', 'published', risks)).not.toContain('Careful');
  });

  it.each(['无线网络会中断', '没有备份会丢数据', 'None of the drafts are kept'])(
    'are told: “%s”',
    (risks) => {
      expect(shown('zh-CN', 'published', risks)).toContain(`⚠️ 注意：${risks}`);
    },
  );

  it('stand below its steps', () => {
    expect(shown('en', 'published', 'The drum is hot')).toContain(
      '2. Close it\n\n⚠️ Careful: The drum is hot',
    );
  });
});

describe('what an agent wrote', () => {
  const words = { agent: '王芳', number: 'IT-2026-000001', text: '请重启扩展坞', files: [] };

  it('comes with its translation first and the original below', () => {
    const translation = { text: 'Please restart the dock', to: 'en' as const };
    const { text } = agentsMessage(sayIn('en'), { ...words, translation });
    expect(text).toBe(
      '**王芳** (#IT-2026-000001): Please restart the dock\n\nMachine translation. Original: 请重启扩展坞',
    );
  });

  it('comes as it is where nothing was translated', () => {
    expect(agentsMessage(sayIn('zh-CN'), words).text).toBe('**王芳**（#IT-2026-000001）：请重启扩展坞');
  });
});
