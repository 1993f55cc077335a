import { describe, expect, it } from 'vitest';
import type { TicketEventRow } from '../../src/web/deps.ts';
import { eventSentence, isInternal, stagesAfter, type Telling } from '../../src/web/event-sentences.ts';
import { readTexts } from '../../src/web/texts.ts';

const texts = readTexts('prompts/messages');
const names: Record<string, string> = { ann: 'Ann Miller', tom: 'Tom Baker', wang: '王芳', zhou: '周兰' };

function telling(locale: 'zh-CN' | 'en', viewer: Telling['viewer'] = 'agent'): Telling {
  return {
    t: texts.of(locale),
    viewer,
    nameOf: (id) => names[id] ?? id,
    typeName: (id) => ({ printer: 'Printer', network: 'Network' })[id] ?? id,
    articleTitle: () => 'Paper jam',
  };
}

function event(kind: string, data: Record<string, unknown> = {}, actor = 'tom'): TicketEventRow {
  return {
    ticketId: 't',
    n: 1,
    kind,
    actor,
    at: 0,
    data,
    previousHash: '',
    hash: '',
    sourceEvent: null,
    seq: 1,
  };
}

const told = (one: TicketEventRow, viewer?: Telling['viewer']) => eventSentence(one, telling('en', viewer));

describe('a ticket’s history', () => {
  it.each([
    [
      event('opened', { number: 'x', type: 'printer', impact: 'person', priority: 'high' }, 'ann'),
      'Ann Miller opened the ticket: Printer, priority high',
    ],
    [event('claimed'), 'Tom Baker claimed it'],
    [event('assigned', { from: null, to: 'wang' }), 'Tom Baker assigned it to 王芳'],
    [event('assigned', { from: 'wang', to: 'tom' }, 'zhou'), '周兰 reassigned it from 王芳 to Tom Baker'],
    [
      event('priority-changed', { from: { priority: 'low', respondBy: 1, resolveBy: 2 }, to: 'urgent' }),
      'Tom Baker changed the priority from low to urgent',
    ],
    [
      event('type-changed', { from: 'printer', to: 'network' }),
      'Tom Baker changed the type from “Printer” to “Network”',
    ],
    [
      event('escalated', { from: 'L1', to: 'expert', by: 'tom', reason: 'beyond me' }),
      'Tom Baker passed it from L1 to expert: beyond me',
    ],
    [
      event('procedure', { articleId: 'jam', steps: ['a', 'b'], from: 'diagnosis', to: 'solution' }),
      'Tom Baker began to carry out “Paper jam” (2 steps)',
    ],
    [event('step-done', { articleId: 'jam', n: 2 }), 'Tom Baker finished step 2 of “Paper jam”'],
    [
      event('waiting', { for: 'vendor', reason: 'part ordered' }),
      'Tom Baker is waiting for the vendor: part ordered',
    ],
    [
      event('resolved', { cause: 'worn roller', steps: ['swapped it', 'test page'] }),
      'Tom Baker submitted a solution. Cause: worn roller. Steps: swapped it; test page.',
    ],
    [event('merged', { into: 'IT-2026-000002' }), 'Tom Baker merged it into IT-2026-000002'],
    [
      event('rated', { response: 5, quality: 1, attitude: 3 }, 'ann'),
      'Ann Miller rated it: response 5, solution 1, attitude 3 (of 5)',
    ],
    [event('recovery-opened', { owner: 'zhou', reason: 'x' }), 'Low rating: 周兰 was asked to call back'],
    [event('recovery-done', { note: 'apologised' }, 'zhou'), '周兰 called back: apologised'],
  ])('is told in sentences: $1', (one, sentence) => {
    expect(told(one)).toBe(sentence);
  });

  it.each(
    `opened claimed unclaimed assigned priority-changed type-changed escalated procedure step-done waiting resolved
     confirmed verification-failed reopened assumed closed cancelled merged requester-wrote agent-wrote note
     message-edited message-deleted rated
     recovery-opened recovery-done constructor something-new`.split(/\s+/),
  )('never shows raw data, whatever %s holds', (kind) => {
    const sentence = told(event(kind, { to: { nested: 1 }, reason: ['x'] }));
    expect(sentence).not.toMatch(/[{}[\]]|undefined|object/);
    expect(sentence).not.toBe('');
  });

  it('keeps from the requester what agents tell one another', () => {
    const secret = 'SECRET';
    const kinds = [
      event('escalated', { from: 'L1', to: 'L2', by: 'tom', reason: secret }),
      event('waiting', { for: 'vendor', reason: secret }),
      event('recovery-done', { note: secret }),
    ];
    for (const one of kinds) {
      expect(told(one, 'agent')).toContain(secret);
      expect(told(one, 'requester')).not.toContain(secret);
    }
    expect(told(event('waiting', { for: 'requester', reason: 'your room?' }), 'requester')).toContain(
      'your room?',
    );
  });

  it('is internal where agents write for themselves, and where they change that', () => {
    expect(isInternal(event('note'))).toBe(true);
    expect(isInternal(event('message-edited', { side: 'note' }))).toBe(true);
    expect(isInternal(event('message-deleted', { side: 'agent' }))).toBe(false);
    expect(isInternal(event('agent-wrote'))).toBe(false);
  });

  it('says which stage an event has led to, and nothing where it stayed', () => {
    const stages = stagesAfter([
      event('opened'),
      event('claimed'),
      event('agent-wrote'),
      event('type-changed', { from: 'printer', to: 'network' }),
      event('procedure', { from: 'diagnosis', to: 'solution' }),
      event('escalated', { from: 'L1', to: 'L2' }),
      event('resolved', { from: 'solution', to: 'verification' }),
      event('verification-failed', { from: 'verification', to: 'diagnosis' }),
    ]);
    expect(stages).toEqual([
      undefined,
      'diagnosis',
      undefined,
      undefined,
      'solution',
      undefined,
      'verification',
      'diagnosis',
    ]);
  });
});
