import { expect, test } from 'vitest';
import { loadLanguage } from '../../src/language/content.ts';
import { createTypes, type TypeLesson } from '../../src/language/types.ts';
import { normalise } from '../../src/language/tokens.ts';

const content = loadLanguage('prompts');
const types = createTypes(content);
const typeOf = (text: string) =>
  types
    .present()
    .weigh(normalise(text))
    .guesses.find(({ label }) => label !== 'none')?.label;
const correction = (text: string, type: string): TypeLesson => ({ text, type, via: 'corrected' });

const PLACES = ['三楼', '仓库', '前台', '财务部', '二号楼'];

test('corrections of agents change what is guessed later, and the same ones change it alike', async () => {
  const asked = '四楼的小白盒不亮了';
  expect(typeOf(asked)).not.toBe('meeting-room');
  const lessons = PLACES.map((place) => correction(`${place}的小白盒不亮了`, 'meeting-room'));
  await types.learn(lessons);
  expect(typeOf(asked)).toBe('meeting-room');
  const learnt = types.present().classify(asked);
  await types.learn(lessons);
  expect(types.present().classify(asked)).toEqual(learnt);
});

test('a single wrong correction changes nothing that the content is sure of', async () => {
  await types.learn([correction('打印机卡纸了', 'network'), correction('vpn does not connect', 'printer')]);
  expect([typeOf('打印机卡纸了'), typeOf('vpn does not connect')]).toEqual(['printer', 'network']);
});

test('any number of lessons of one type does not drown the content', async () => {
  await types.learn(
    Array.from({ length: 1500 }, (_, i) => ({
      text: `please order one more thing number ${i}`,
      type: 'procurement',
      via: 'confirmed' as const,
    })),
  );
  expect([typeOf('打印机卡纸了'), typeOf('outlook keeps asking for my mail'), typeOf('wifi 连不上')]).toEqual(
    ['printer', 'email', 'network'],
  );
});

test('a type that nobody knows is passed over, and without lessons the content is all there is', async () => {
  const before = createTypes(content).present().classify('鼠标坏了');
  await types.learn([correction('鼠标坏了', 'gardening')]);
  expect(types.present().classify('鼠标坏了')).toEqual(before);
});

test('others get their turn while it learns', async () => {
  let turns = 0;
  const count = setInterval(() => turns++, 1);
  await types.learn([]);
  clearInterval(count);
  expect(turns).toBeGreaterThan(2);
});
