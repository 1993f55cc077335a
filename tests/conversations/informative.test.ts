import { describe, expect, it } from 'vitest';
import { tellsNothing } from '../../src/conversations/informative.ts';

describe('a complaint', () => {
  it.each([
    '有问题',
    '出问题了',
    '有个问题，帮忙看看',
    '坏了',
    '打不开',
    'problem',
    'I have a problem',
    'it does not work',
    "it's broken, it just is",
    'It doesn’t work anymore!',
    'something is wrong, please help',
  ])('%j tells nothing of what it is about', (words) => {
    expect(tellsNothing(words)).toBe(true);
  });

  it.each([
    '打印机有问题',
    'Excel 打不开',
    '蓝屏了',
    '卡',
    'slow',
    'the printer does not work',
    'error 809',
    'no sound',
  ])('%j tells something', (words) => {
    expect(tellsNothing(words)).toBe(false);
  });
});
