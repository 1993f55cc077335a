import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../support/office.ts';
import { asksForHuman, solves } from './ledger.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

describe('the language of a conversation', () => {
  it('is that of the message, buttons and all', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('the printer has a paper jam');
    await lilei.hears('[Solved] [Not solved] [Talk to a human]');
    await lilei.says('还是卡纸，打不出来');
    await lilei.hears('[已解决] [没解决] [转人工]');
  });

  it('is that of traditional characters’ readers as well', async () => {
    const hanmei = office.person('han-mei');
    await hanmei.says('電腦開不了機');
    await hanmei.hears(/\[已解决\]|\[都不是\]/);
  });

  it('is that of a mixed message’s sentence', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('Outlook 一直 loading，打不开');
    await lilei.hears(/已解决|都不是/);
  });

  it.each(['HP LaserJet Pro MFP', 'Kyocera', 'ECOSYS M5526cdw'])(
    'stays when a model is named: %s',
    async (model) => {
      const lilei = office.person('li-lei');
      await lilei.says('打印机卡纸了');
      await lilei.presses('没解决');
      await lilei.presses('没解决');
      await lilei.says(model);
      await lilei.hears('错误代码');
    },
  );

  it.each(['0x80070005', 'Access is denied', 'The network path was not found'])(
    'stays when an error message is copied: %s',
    async (error) => {
      const lilei = office.person('li-lei');
      await lilei.says('打印机卡纸了');
      await lilei.presses('没解决');
      await lilei.presses('没解决');
      await lilei.says('HP M404');
      await lilei.says(error);
      await lilei.hears('打印机放在哪里');
    },
  );

  it.each(['ok', 'thanks', 'OK thx', 'hi', '809', '👍'])('stays after a mere “%s”', async (words) => {
    const lilei = office.person('li-lei');
    await lilei.says('你好');
    await lilei.says(words);
    await lilei.hears(/[\u4e00-\u9fff]/);
  });

  it('is switched by a whole sentence in the middle of the questions', async () => {
    const ann = office.person('ann');
    await ann.says('打印机卡纸了');
    await ann.presses('没解决');
    await ann.presses('没解决');
    await ann.says('HP M404');
    await ann.says('没有');
    await ann.hears('打印机放在哪里');
    await ann.says('it is on the third floor');
    await ann.hears('ticket **IT-2026-000001**');
  });

  it('is switched when asked for, and the open question is repeated in it', async () => {
    const lilei = office.person('li-lei');
    await lilei.says('打印机卡纸了');
    await lilei.presses('没解决');
    await lilei.presses('没解决');
    await lilei.says('English please');
    await lilei.hears("let's use English");
    await lilei.hears('Which printer is it?');
    await lilei.says('中文');
    await lilei.hears('是哪台打印机');
  });

  it('is kept for what comes later by itself', async () => {
    const lilei = office.person('li-lei');
    await asksForHuman(lilei, 'the printer on our floor is jammed');
    await solves(office);
    await lilei.hears('Does it work now?');
    await lilei.hears('[Solved] [Not solved]');
    expect((await lilei.heard()).join()).not.toContain('现在好了吗');
  });
});
