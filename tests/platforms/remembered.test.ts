import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/platforms/remembered.ts';

describe('what is remembered', () => {
  it('is the latest; what was put in anew counts as late', () => {
    const names = remembered<string>({ most: 2 });
    names.set('a', 'Ann');
    names.set('b', 'Bob');
    names.set('a', 'Anna');
    names.set('c', 'Cleo');
    expect(names.keys()).toEqual(['a', 'c']);
    expect(['a', 'b', 'c'].map((key) => names.get(key))).toEqual(['Anna', undefined, 'Cleo']);
  });

  it('is forgotten after its time, and when it is told to', () => {
    let time = 0;
    const names = remembered<string>({ most: 9, ms: 1_000, now: () => time });
    names.set('a', 'Ann');
    names.set('c', 'Cleo');
    names.delete('c');
    time = 500;
    names.set('b', 'Bob');
    time = 999;
    expect(names.keys()).toEqual(['a', 'b']);
    time = 1_000;
    expect(names.keys()).toEqual(['b']);
    expect(names.get('a')).toBeUndefined();
  });
});
