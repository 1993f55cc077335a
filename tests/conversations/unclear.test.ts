import { afterAll, beforeAll, describe, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

let strangers = 0;
/** Somebody who is known to write English: unclear words that are no sentence don't tell the language. */
async function somebody() {
  const person = office.person(`someone-${++strangers}`);
  await person.says('hello');
  return person;
}

describe('a message in which no problem is recognised', () => {
  it.each([
    ['cant conect to wify', "Can't connect to office Wi-Fi"],
    ['prnter offlin', 'Printer shows as offline'],
    ['excell keps crasing', 'Excel freezes'],
  ])('%j is offered the article that its misspelt words seem to mean', async (words, title) => {
    const person = await somebody();
    await person.says(words);
    await person.hears(title);
    await person.hearsNot("didn't understand");
  });

  it('is answered in its own language where it is a sentence, also as the very first', async () => {
    const ann = office.person('never-seen-before');
    await ann.says('my gizmo plonks sideways all the time');
    await ann.hears("didn't understand");
    const wang = office.person('never-seen-either');
    await wang.says('咕噜咕噜叽里呱啦');
    await wang.hears(/[\u4e00-\u9fff]/);
  });

  it('is asked for its type where a single word of it is known', async () => {
    const person = await somebody();
    await person.says('folder krabat nimmo zorx pluff wemmel');
    await person.hears('what kind of problem');
    await person.presses('Printer');
    await person.hears('a few quick checks');
  });

  it.each(['asdf qwer', 'blah blah blah', 'colourless flurbo zwib'])(
    '%j is asked to be put another way',
    async (words) => {
      const person = await somebody();
      await person.says(words);
      await person.hears("didn't understand");
      await person.hearsNot('None of these');
    },
  );
});
