import { describe, expect, it } from 'vitest';
import { featuresOf } from '../../src/tickets/features.ts';

const told = (description: string, more: Partial<Parameters<typeof featuresOf>[0]> = {}) => ({
  type: 'network',
  description,
  answers: [],
  resolution: null,
  ...more,
});
const said = (text: string, side: 'requester' | 'agent' | 'note' = 'requester') => ({
  text,
  side,
  deletedAt: null,
});

describe('a solved ticket', () => {
  it('tells type, symptom, device, error codes, cause, steps and the requester’s words', () => {
    const ticket = told('你好，在家连不上 VPN\n提示错误 809', {
      resolution: { cause: ' 家里路由器拦截 ', steps: ['换手机热点', ' ', '开放 UDP 500'] },
    });
    expect(
      featuresOf(ticket, [said('我的电脑是联想 ThinkPad T14'), said('also 0x80070005', 'agent')]),
    ).toEqual({
      type: 'network',
      symptom: '你好，在家连不上 VPN 提示错误 809',
      device: '联想 ThinkPad T14',
      errorCodes: ['809', '0x80070005'],
      cause: '家里路由器拦截',
      steps: ['换手机热点', '开放 UDP 500'],
      words: ['在家连不上 VPN', '提示错误 809'],
    });
  });

  it('takes the device from the answers where no text names one for sure', () => {
    const answers = [{ key: 'device', label: {}, value: 'x1', shown: 'ThinkPad X1' }];
    expect(featuresOf(told('VPN drops', { answers }), []).device).toBe('ThinkPad X1');
    expect(featuresOf(told('VPN drops'), []).device).toBeUndefined();
  });

  it('doesn’t read what was taken back', () => {
    const gone = { text: 'error 0x80070005', side: 'requester' as const, deletedAt: 1 };
    expect(featuresOf(told('VPN drops'), [gone]).errorCodes).toEqual([]);
  });

  it.each([
    'my password is hunter2',
    '我的密码是 abc123',
    'write to ann@example.com please',
    'call me at 13800138000',
    '工号: 4711',
    'hi',
    'thanks',
    '你好',
  ])('never makes words of what is personal or says nothing: %s', (description) => {
    expect(featuresOf(told(description), []).words).toEqual([]);
  });
});
