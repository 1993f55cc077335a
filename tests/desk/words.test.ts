import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadMessages } from '../../src/content/messages.ts';
import { commandByWord } from '../../src/desk/commands/command-words.ts';
import { impacts, lines, priorities, ticketStages, urgencies } from '../../src/store/schema.ts';

const messages = loadMessages('prompts', ['common', 'requester', 'desk', 'platforms']);

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
      ...['requester', 'vendor'].map((side) => `waiting.${side}`),
      ...['solved', 'not-solved', 'unanswered'].map((verdict) => `verdict.${verdict}`),
      ...['cause', 'steps', 'reason'].map((part) => `desk.ask-${part}`),
      ...[
        'taken',
        'not-yours',
        'step-done',
        'already-yours',
        'not-claimed',
        'same-line',
        'unknown-step',
        'task-done',
      ].map((why) => `refused.${why}`),
      ...[...commandByWord.values()].map((command) => `desk.form.${command}`),
      ...['m', 'h', 'd'].map((unit) => `why.unit-${unit}`),
      ...['earlier', 'said', 'tried', 'done', 'failed'].map((part) => `summary.${part}`),
    ];
    expect(keys.filter((key) => !messages.has(key))).toEqual([]);
  });

  it('have full-width punctuation between Chinese characters', () => {
    const source = readFileSync('prompts/messages/desk.yaml', 'utf8');
    const chinese = source.split('\n').flatMap((line) => /zh-CN: (.*?)(?:, en:|$)/.exec(line)?.[1] ?? []);
    expect(chinese.filter((text) => /\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}/u.test(text))).toEqual(
      [],
    );
  });
});
