import { describe, expect, it } from 'vitest';
import { saysTheSame } from '../../src/tickets/same-words.ts';

describe('two texts say the same', () => {
  it.each([
    ['重启 电脑', '重启  电脑 '],
    ['please restart', 'please *restart*'],
    ['please restart', 'please **restart**'],
    ['run ipconfig, now', 'run `ipconfig`, now'],
    ['one\ntwo', 'one two'],
  ])('%j, %j', (a, b) => expect(saysTheSame(a, b)).toBe(true));
});

describe('two texts differ', () => {
  it.each([
    ['重启电脑', '重启手机'],
    ['rename it to init', 'rename it to __init__'],
    ['delete it', 'delete ~it~'],
    ['2*3*4', '234'],
    ['del *.tmp', 'del .tmp'],
    ['rm a_b', 'rm ab'],
  ])('%j, %j', (a, b) => expect(saysTheSame(a, b)).toBe(false));
});
