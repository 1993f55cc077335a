import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadMessages } from '../../src/content/messages.ts';
import { commandByWord } from '../../src/desk/commands/command-words.ts';
import { missingIn } from '../../src/knowledge/article-body.ts';
import { diffBodies } from '../../src/knowledge/article-diff.ts';
import { pointReasons } from '../../src/knowledge/points.ts';
import { impacts, lines, priorities, ticketStages, urgencies, waits } from '../../src/store/schema.ts';

const messages = loadMessages('prompts', [
  'common',
  'requester',
  'desk',
  'desk-knowledge',
  'service-levels',
  'platforms',
]);

const nothing = { type: '', related: [], firstCheck: false, texts: {} };
const text = {
  title: 'a',
  symptom: 'a',
  keywords: ['a'],
  synonyms: ['a'],
  scene: 'a',
  preconditions: ['a'],
  steps: ['a'],
  risks: 'a',
  rollback: 'a',
};
const everything = { type: 'a', related: ['a'], cause: 'a', firstCheck: true, texts: { en: text } };

describe('the words of the desk', () => {
  it('are there for every key its code names', () => {
    const files = readdirSync('src/desk', { recursive: true, encoding: 'utf8' });
    const named = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const source = readFileSync(`src/desk/${file}`, 'utf8');
        return [...source.matchAll(/say\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
      });
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((key) => !messages.has(key))).toEqual([]);
  });

  it('are there for every value that a ticket can have', () => {
    const keys = [
      ...lines.map((line) => `line.${line}`),
      ...impacts.map((impact) => `impact.${impact}`),
      ...urgencies.map((urgency) => `urgency.${urgency}`),
      ...priorities.map((priority) => `priority.${priority}`),
      ...ticketStages.map((stage) => `stage.${stage}`),
      'desk.stage-verification',
      'desk.stage-feedback',
      ...waits.map((side) => `waiting.${side}`),
      ...['solved', 'not-solved', 'unanswered'].map((verdict) => `verdict.${verdict}`),
      ...['cause', 'steps', 'reason', 'nothing-reason'].map((part) => `desk.ask-${part}`),
      ...[
        'taken',
        'not-yours',
        'step-done',
        'already-yours',
        'not-claimed',
        'same-line',
        'unknown-step',
        'task-done',
        'not-waiting',
        'root-cause-first',
        'beyond-line',
        'ping-pong',
        'is-incident',
        'no-part',
      ].map((why) => `refused.${why}`),
      ...[...commandByWord.values()].map((command) => `desk.form.${command}`),
      ...['why-type', 'draft-reply', 'article', 'new-article', 'no-article'].map((one) => `desk.form.${one}`),
      ...[
        'incomplete',
        'not-in-review',
        'no-article',
        'no-draft',
        'wrong-state',
        'stale',
        'unknown-type',
        'id-taken',
        'id-reserved',
      ].map((why) => `article.refused-${why}`),
      ...['published', 'returned', 'verified', 'retired', 'restored'].map((one) => `article.already-${one}`),
      ...['published', 'verified', 'retired', 'restored'].map((one) => `fresh.${one}`),
      ...['published', 'returned'].map((one) => `article.news-${one}`),
      ...['published', 'returned', 'verified', 'retired'].map((one) => `article.done-${one}`),
      ...['show', 'link', 'update', 'fill', 'submit', 'approve', 'verify', 'return', 'retire'].map(
        (act) => `desk.form.article-${act}`,
      ),
      ...missingIn(nothing).map((field) => `article.field-${field}`),
      ...diffBodies(nothing, everything).map(({ field }) => `article.field-${field.split('.').at(-1)}`),
      ...['hidden-text', 'encoded-command', 'other'].map((one) => `review.warning-${one}`),
      ...['zh-CN', 'en'].map((one) => `review.language-${one}`),
      ...['type', 'symptom', 'scene', 'cause', 'preconditions', 'risks', 'rollback'].map(
        (part) => `article.${part}`,
      ),
      ...['type', 'symptom', 'device', 'error', 'cause', 'steps'].map((part) => `learnt.${part}`),
      ...['accepted', 'rejected'].map((state) => `keywords.${state}`),
      ...['no-proposal', 'decided', 'no-article', 'stale'].map((why) => `keywords.refused-${why}`),
      ...['nothing', 'one-word-only', 'too-many', 'too-long'].map((one) => `synonym.mistake-${one}`),
      ...pointReasons.map((reason) => `points.for-${reason}`),
      ...['m', 'h', 'd'].map((unit) => `why.unit-${unit}`),
      ...['earlier', 'said', 'tried', 'done', 'failed', 'solved'].map((part) => `summary.${part}`),
    ];
    expect(keys.filter((key) => !messages.has(key))).toEqual([]);
  });

  it('have full-width punctuation between Chinese characters', () => {
    const source = ['desk', 'desk-knowledge']
      .map((name) => readFileSync(`prompts/messages/${name}.yaml`, 'utf8'))
      .join('\n');
    const chinese = source.split('\n').flatMap((line) => /zh-CN: (.*?)(?:, en:|$)/.exec(line)?.[1] ?? []);
    expect(chinese.filter((text) => /\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}/u.test(text))).toEqual(
      [],
    );
  });
});
