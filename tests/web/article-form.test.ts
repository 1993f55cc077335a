import { describe, expect, it } from 'vitest';
import { bodyOf, fieldsOf } from '../../src/web/knowledge/article-form.ts';
import { printerBody } from './world.ts';

describe('the fields of the editor', () => {
  it('say what the article says, and the article what they say', () => {
    const body = printerBody(
      { keywords: ['jam', 'paper'], preconditions: ['Know the printer'] },
      { cause: 'Worn roller', related: ['streaks', 'IT-2026-000001'], noRelated: undefined },
    );
    delete body.noRelated;
    expect(bodyOf(fieldsOf(body, 'lin'))).toEqual(body);
  });

  it('keep words that have commas in them', () => {
    for (const synonyms of [['no light, no sound'], ['no light, no sound', 'dead'], ['dead', 'gone']]) {
      const body = printerBody({ synonyms });
      expect(bodyOf(fieldsOf(body, 'lin'))).toEqual(body);
    }
  });

  it('take lists as people write them', () => {
    const body = bodyOf({
      ...fieldsOf(printerBody(), 'lin'),
      'zh-CN.title': ' 卡纸 ',
      'zh-CN.keywords': '卡纸、进纸，双张；jam',
      'zh-CN.steps': '1. 关机\n2、取出纸张\n\n- 开机\n3.5 英寸盘也行',
    });
    expect(body.texts['zh-CN']).toMatchObject({
      title: '卡纸',
      keywords: ['卡纸', '进纸', '双张', 'jam'],
      steps: ['关机', '取出纸张', '开机', '3.5 英寸盘也行'],
    });
  });
});
