import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  complete,
  current,
  play,
  progress,
  summary,
  type Move,
} from '../../../src/conversations/questionnaire/engine.ts';
import { prefill } from '../../../src/conversations/questionnaire/prefill.ts';
import type { Questionnaire } from '../../../src/conversations/questionnaire/schema.ts';
import {
  applicable,
  type Answer,
  type Answers,
  type OpenQuestion,
} from '../../../src/conversations/questionnaire/state.ts';
import { now, questionnaires, timeZone } from './talk.ts';

const questionnaire = fc.constantFrom(...questionnaires.values());
const phrase = fc.constantFrom(
  '打印机卡纸了',
  'HP M404 on floor 3, error 49.4C02',
  'vpn 809',
  '昨天',
  '2026-12-01',
  '两台',
  '3',
  '是',
  '不是',
  'no',
  'yes',
  'Wi-Fi 很慢',
  'outlook 发不出去',
  'my iPhone 15 is lost',
  '在家',
  '没有',
  '密码忘了',
  'Excel 报错 0x80070005',
  'read only',
  '我们整个部门都上不了网',
  '会议室投影没信号',
  'ThinkPad T14',
  'M404',
  '1',
  '2',
  'constructor',
  '__proto__',
);
const correction = fc.constantFrom(
  '型号写错了,是 M405',
  'sorry, I meant M405',
  '不对,应该是 3 楼',
  '型号写错了',
  'the code is wrong',
);
const text = fc.oneof({ weight: 3, arbitrary: phrase }, fc.string({ unit: 'binary', maxLength: 60 }));

const answerMove = fc.oneof(
  fc.record({
    do: fc.constant('answer' as const),
    text,
    files: fc.constantFrom<string[]>([], ['a.png']),
    now: fc.constant(now),
    timeZone: fc.constant(timeZone),
  }),
);
const forward: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: answerMove },
  fc.record({
    do: fc.constant('choose' as const),
    value: fc.constantFrom('vpn', 'wifi', 'jam', 'yes', 'no', 'other', 'x'),
  }),
  fc.constant({ do: 'skip' as const }),
  fc.record({ do: fc.constant('confirm' as const), yes: fc.boolean() }),
);
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: forward },
  fc.constant({ do: 'back' as const }),
  fc.record({
    do: fc.constantFrom('change' as const, 'answer' as const),
    text: fc.oneof(text, correction),
    now: fc.constant(now),
    timeZone: fc.constant(timeZone),
  }),
);
const stored: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant({ skipped: true as const }),
  fc.record({
    value: fc.oneof(
      text,
      fc.constantFrom('vpn', 'wifi', 'jam', 'offline', 'down', 'yes', 'lost', 'new', 'mfa'),
    ),
    source: fc.constantFrom('asked' as const, 'message' as const, 'profile' as const),
    sure: fc.boolean(),
  }),
);
const anyAnswers = questionnaire.chain((q) =>
  fc
    .dictionary(fc.constantFrom(...q.questions.map(({ key }) => key), 'unknown'), stored)
    .map((answers): [Questionnaire, Answers] => [q, answers]),
);

function start(q: Questionnaire, first: string): Answers {
  return prefill(q, { texts: [first], profile: {}, now, timeZone });
}

/** An answer that the open question can't refuse. */
function reply(open: OpenQuestion): Move {
  if (open.confirm) return { do: 'confirm', yes: true };
  const texts = {
    text: 'as before',
    number: '3',
    date: '2026-11-19',
    device: 'HP M404',
    'error-code': '0x80070005',
  };
  switch (open.kind) {
    case 'choice':
      return { do: 'choose', value: open.options[0]?.value ?? '' };
    case 'yes-no':
      return { do: 'choose', value: 'yes' };
    case 'attachment':
      return { do: 'answer', text: '', files: ['a.png'], now, timeZone };
    default:
      return { do: 'answer', text: texts[open.kind], now, timeZone };
  }
}

describe('any questionnaire, whatever is said', () => {
  it('never fails, and refuses a move without changing anything', () => {
    fc.assert(
      fc.property(anyAnswers, fc.array(anyMove, { maxLength: 12 }), ([q, first], moves) => {
        let answers = first;
        for (const move of moves) {
          const played = play(q, answers, move);
          expect(played.problem ? played.answers : answers).toEqual(answers);
          answers = played.answers;
          expect(complete(q, answers)).toBe(progress(q, answers).left === 0);
          summary(q, answers, 'en');
        }
      }),
    );
  });

  it('never asks an answered question again', () => {
    fc.assert(
      fc.property(questionnaire, text, fc.array(forward, { maxLength: 15 }), (q, first, moves) => {
        let answers = start(q, first);
        const done = new Set<string>();
        for (const move of moves) {
          const open = current(q, answers);
          expect(done.has(open?.key ?? '')).toBe(false);
          const played = play(q, answers, move);
          for (const key of played.taken) if (!current(q, played.answers)?.confirm) done.add(key);
          answers = played.answers;
        }
      }),
    );
  });

  it('is complete after as many accepted answers as it has questions, at most', () => {
    fc.assert(
      fc.property(anyAnswers, ([q, first]) => {
        let answers = first;
        let accepted = 0;
        for (let open = current(q, answers); open; open = current(q, answers)) {
          const played = play(q, answers, reply(open));
          expect(played.problem).toBeUndefined();
          answers = played.answers;
          accepted += 1;
          expect(accepted).toBeLessThanOrEqual(q.questions.length);
        }
        expect(complete(q, answers)).toBe(true);
      }),
    );
  });

  it('comes to the same answers after going back and giving the same answer', () => {
    fc.assert(
      fc.property(
        questionnaire,
        text,
        fc.array(forward, { maxLength: 8 }),
        answerMove,
        (q, first, moves, move) => {
          const before = moves.reduce((answers, next) => play(q, answers, next).answers, start(q, first));
          const open = current(q, before);
          const after = play(q, before, move);
          fc.pre(open !== undefined && after.taken.includes(open.key));
          const back = play(q, after.answers, { do: 'back' });
          expect(current(q, back.answers)?.key).toBe(open?.key);
          expect(play(q, back.answers, move).answers).toEqual(after.answers);
        },
      ),
    );
  });

  it('does not count what a condition hides', () => {
    fc.assert(
      fc.property(anyAnswers, stored, ([q, answers], hidden) => {
        const visible = new Set(applicable(q, answers).map(({ key }) => key));
        for (const { key } of q.questions.filter((question) => !visible.has(question.key))) {
          const more = { ...answers, [key]: hidden };
          expect(current(q, more)).toEqual(current(q, answers));
          expect(progress(q, more)).toEqual(progress(q, answers));
          expect(summary(q, more, 'zh-CN')).toEqual(summary(q, answers, 'zh-CN'));
        }
      }),
    );
  });
});
