import { describe, expect, it } from 'vitest';
import { current, summary } from '../../../src/conversations/questionnaire/engine.ts';
import { questionnaireOf, Talk } from './talk.ts';

describe('answering', () => {
  it('takes every answer that stands in one message', () => {
    const talk = new Talk('printer', 'printing trouble').says('HP M404 on floor 3, error 49.4C02, paper jam');
    expect(talk.last.taken.toSorted()).toEqual(['device', 'error', 'location', 'symptom']);
    expect(talk.isComplete).toBe(true);
  });

  it('never overwrites a given answer from a message about something else', () => {
    const talk = new Talk('printer', '惠普 M404 打不出来').says('没有').says('四楼,佳能 iR 2630 旁边');
    expect(talk.value('device')).toBe('惠普 M404');
    expect(talk.value('location')).toBe('四楼,佳能 iR 2630 旁边');
  });

  it('accepts a description where no model is named', () => {
    const talk = new Talk('printer', '打印机卡纸了').says('前台旁边那台');
    expect(talk.value('device')).toBe('前台旁边那台');
    expect(talk.asks).toBe('error');
  });

  it('does not take a laptop for the printer that is asked for', () => {
    expect(new Talk('printer', "My ThinkPad T14 can't print").asks).toBe('device');
  });

  it.each([
    ['2', 'wifi'],
    ['第二个', 'wifi'],
    ['Wi-Fi', 'wifi'],
    ['無線網', 'wifi'],
    ['the cable', 'wired'],
    ['Wi-Fi 正常,网线不行', 'wired'],
    ['不是无线,是 VPN', 'vpn'],
  ])('understands “%s” as the option %s', (text, value) => {
    expect(new Talk('network', '上不了网').says(text).value('connection')).toBe(value);
  });

  it.each(['都不是', 'wifi and vpn', '9'])('asks again when “%s” chooses no single option', (text) => {
    const talk = new Talk('network', '上不了网').says(text);
    expect(talk.last.problem?.en).toMatch(/one of the options/);
    expect(talk.asks).toBe('connection');
  });

  it('says what is wrong with a number out of range', () => {
    const talk = new Talk('procurement', 'new laptops please').moves({ do: 'skip' }).says('9000');
    expect(talk.last.problem?.en).toBe('A number from 1 to 500, please.');
    expect(talk.says('十二').value('quantity')).toBe('12');
  });

  it('refuses an empty answer and one of more than 2,000 characters', () => {
    const talk = new Talk('other', '?');
    expect(talk.says('  \n').last.problem?.en).toMatch(/no words/);
    expect(talk.says('字'.repeat(2001)).last.problem?.en).toMatch(/too long/);
    expect(talk.asks).toBe('goal');
    expect(talk.says('字'.repeat(2000)).asks).toBe('device');
  });

  it('takes “no code shown” for none, but “No paper” for the message shown', () => {
    const jam = () => new Talk('printer', '惠普 M404 卡纸');
    expect(jam().says('no error code').answers['error']).toEqual({ skipped: true });
    expect(jam().says('No paper').value('error')).toBe('No paper');
  });

  it('takes files for the attachment, even when they come early', () => {
    const talk = new Talk('printer', '惠普 M404 打出来有条纹').says('二楼', ['page.jpg']);
    expect(talk.value('photo')).toBe('page.jpg');
    expect(talk.isComplete).toBe(true);
  });

  it('chooses by button, and refuses a value that is no option', () => {
    const talk = new Talk('network', '上不了网').moves({ do: 'choose', value: 'pigeon' });
    expect(talk.last.problem).toBeDefined();
    expect(talk.moves({ do: 'choose', value: 'wired' }).value('connection')).toBe('wired');
  });
});

describe('confirming', () => {
  const unsure = () => new Talk('printer', 'M404 卡纸了');

  it('asks about a model that may be something else', () => {
    const talk = unsure();
    expect(talk.asks).toBe('device?');
    expect(current(talk.questionnaire, talk.answers)?.confirm?.shown.en).toBe('M404');
  });

  it.each(['对', 'yes', '没错'])('takes “%s” as right', (text) => {
    const talk = unsure().says(text);
    expect(talk.asks).toBe('error');
    expect(talk.value('device')).toBe('M404');
  });

  it.each(['不是', 'no'])('asks plainly after “%s”', (text) => {
    expect(unsure().says(text).asks).toBe('device');
  });

  it.each(['不是,是 M405', 'M405', "no, it's the M405"])('takes the other value of “%s”', (text) => {
    const talk = unsure().says(text);
    expect(talk.value('device')).toBe('M405');
    expect(talk.asks).toBe('error');
  });

  it('asks again after going back, and by button too', () => {
    const talk = unsure().moves({ do: 'confirm', yes: true });
    expect(talk.asks).toBe('error');
    expect(talk.moves({ do: 'back' }).asks).toBe('device?');
    expect(talk.moves({ do: 'confirm', yes: false }).asks).toBe('device');
  });

  it('is not needed where the profile knows the same device', () => {
    const talk = new Talk('printer', 'M404 卡纸了', { printer: 'HP LaserJet M404dn' });
    expect(talk.value('device')).toBe('HP LaserJet M404dn');
    expect(talk.asks).toBe('error');
  });

  it('is needed for what only an earlier ticket knows', () => {
    const talk = new Talk('printer', '卡纸了', {}, { device: 'HP M404', error: '13.20' });
    expect(talk.asks).toBe('device?');
    expect(talk.says('是').asks).toBe('error');
  });
});

describe('changing one’s mind', () => {
  const answered = () => new Talk('printer', '打印机卡纸了').says('HP M404').says('没有');

  it.each(['型号写错了,是 M405', 'sorry, I meant M405', '更正:M405'])('“%s” changes the device', (text) => {
    const talk = answered().says(text);
    expect(talk.value('device')).toBe('M405');
    expect(talk.last.taken).toEqual(['device']);
    expect(talk.asks).toBe('location');
  });

  it('asks again for an answer that is only called wrong', () => {
    expect(answered().changes('型号写错了').asks).toBe('device');
  });

  it('changes the last answer when it can’t be told which', () => {
    const talk = new Talk('permissions', 'access please')
      .says('Team folder')
      .changes('the folder of the legal team');
    expect(talk.value('resource')).toBe('the folder of the legal team');
  });

  it('has nothing to change at the start', () => {
    expect(new Talk('permissions', 'access please').changes('M405').last.problem?.en).toMatch(
      /no answer to change/,
    );
  });

  it('goes back one answer at a time, and no further than the first', () => {
    const talk = answered();
    expect(talk.asks).toBe('location');
    expect(talk.moves({ do: 'back' }).asks).toBe('error');
    expect(talk.moves({ do: 'back' }).asks).toBe('device');
    expect(talk.moves({ do: 'back' }).last.problem?.en).toMatch(/first question/);
  });

  it('asks what a changed answer makes necessary, and no longer what it hides', () => {
    const talk = new Talk('network', '上不了网').says('VPN').says('809');
    expect(talk.says('不对,应该是网线').asks).toBe('location');
    const { questionnaire, answers } = talk;
    expect(summary(questionnaire, answers, 'en').map(({ key }) => key)).toEqual(['connection', 'symptom']);
    expect(talk.moves({ do: 'skip' }).asks).toBe('others');
  });
});

describe('skipping', () => {
  it('is possible where the answer is not required', () => {
    expect(new Talk('printer', '惠普 M404 卡纸').moves({ do: 'skip' }).asks).toBe('location');
  });

  it('is refused, with a reason, where it is', () => {
    const talk = new Talk('printer', '打印机卡纸').moves({ do: 'skip' });
    expect(talk.last.problem?.['zh-CN']).toMatch(/需要填/);
    expect(talk.asks).toBe('device');
  });
});

describe('a questionnaire that changed under way', () => {
  const questionnaire = questionnaireOf('network');
  const given = (value: string) => ({ value, source: 'asked', sure: true }) as const;

  it('ignores answers it no longer knows', () => {
    const answers = { constructor: given('x'), connection: given('vpn'), fax: given('7') };
    expect(current(questionnaire, answers)?.key).toBe('symptom');
    expect(summary(questionnaire, answers, 'en')).toHaveLength(1);
  });

  it('asks again where the stored value is no option any more', () => {
    expect(current(questionnaire, { connection: given('isdn') })?.key).toBe('connection');
  });

  it('asks again where a skipped answer became required', () => {
    expect(current(questionnaire, { connection: { skipped: true } })?.key).toBe('connection');
  });
});

describe('the summary', () => {
  it('shows labels and choices in the requester’s language', () => {
    const { questionnaire, answers } = new Talk('network', 'Wi-Fi 很慢,别人都正常,我在 5 楼');
    expect(
      summary(questionnaire, answers, 'zh-CN').map(({ label, shown }) => [label['zh-CN'], shown]),
    ).toEqual([
      ['连接方式', '无线网 Wi-Fi'],
      ['现象', '很慢'],
      ['位置', '5 楼'],
      ['别人也不行', '否'],
    ]);
    expect(summary(questionnaire, answers, 'en').at(-1)?.shown).toBe('No');
  });

  it('counts what was asked and what is left', () => {
    const talk = new Talk('printer', '打印机卡纸');
    expect(talk.progress).toEqual({ asked: 0, left: 3 });
    expect(talk.says('HP M404').progress).toEqual({ asked: 1, left: 2 });
  });
});
