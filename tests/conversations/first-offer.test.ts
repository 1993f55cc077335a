import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { ticketsOf } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('an article of another type than the one guessed', () => {
  it('is offered where it fits better', async () => {
    const ann = office.person('ann');
    await ann.says('need a photoshop license');
    await ann.hears('[Request a software licence]');
    await ann.presses('Request a software licence');
    await ann.hears('[Solved]');
  });

  it('is not offered to who chose the type himself', async () => {
    const ann = office.person('ann');
    await ann.says('it does not work');
    await ann.presses('Printer');
    await ann.hears('First checks for a printing problem');
  });
});

describe('an article that fits only a little', () => {
  it('is asked about where it stands out and the type is sure', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('3 楼的 HP M404 卡纸了，报错 E13');
    await lilei.hears('是不是“打印机卡纸”');
    await lilei.presses('都不是');
    await lilei.hears('在请同事之前');
  });
});

describe('a complaint of which nothing is told', () => {
  it.each(['有问题', '出问题了', '有个问题'])('%j is asked what it is, without articles', async (words) => {
    const lilei = office.person('li-lei');
    await lilei.says(words);
    await lilei.hears('哪一类问题');
    await lilei.hearsNot('都不是');
    expect(await ticketsOf(office)).toEqual([]);
  });

  it.each(['problem', 'it does not work'])('%j is asked what it is, without articles', async (words) => {
    const ann = office.person('ann');
    await ann.says(words);
    await ann.hears('what kind of problem');
    await ann.hearsNot('None of these');
  });

  it('gets the first checks of its type when that is known', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('有问题');
    await lilei.presses('打印机');
    await lilei.hears('在请同事之前');
  });
});

describe('an English message with a Chinese name in it', () => {
  it('is answered in English', async () => {
    const ann = office.person('ann');
    await ann.says('the 打印机 is jammed');
    await ann.hears('Paper jam');
  });
});
