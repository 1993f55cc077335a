import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDeskPolicy } from '../../src/tickets/desk-policy.ts';
import { copyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

let folder: ContentFolder;
beforeEach(() => {
  folder = copyContent('desk.yaml');
});
afterEach(() => folder.remove());

const complaints = (overrides = {}) => mistakesOf(() => loadDeskPolicy(folder.path, overrides), folder);

/** What is changed, on which line the mistake then stands (a text of that line), and what is said. */
const mistakes: [string, string | RegExp, string, string, RegExp][] = [
  [
    'an unknown queue of a person',
    'queues: [it-l2] }',
    'queues: [it-l9] }',
    'id: chen-wei',
    /there is no queue it-l9/,
  ],
  [
    'an unknown role',
    '  desk-manager: [zhou-lan]',
    '  desk-manager: [zhou-lan]\n  emperor: [zhou-lan]',
    'emperor',
    /emperor/,
  ],
  [
    'a role for nobody',
    'admin: [zhou-lan]',
    'admin: [nobody]',
    'admin: [nobody]',
    /there is no person nobody/,
  ],
  ['a missing role', '  quality-officer: [zhou-lan]\n', '', 'roles:', /quality-officer/],
  ['a bad length of time', 'dialogue: 24h', 'dialogue: soon', 'dialogue:', /A length of time such as 15m/],
  [
    'a target no year can hold',
    'low: { respond: 1d, resolve: 5d }',
    'low: { respond: 1d, resolve: 999d }',
    'low: { respond',
    /more working time/,
  ],
  [
    'an unknown priority in the matrix',
    'critical: urgent }\n  department',
    'critical: terrible }\n  department',
    'person: {',
    /priorities\.person\.critical/,
  ],
  ['a gap in the matrix', 'company: { low: high, ', 'company: { ', 'company:', /priorities\.company\.low/],
  ['a channel without a platform', "channel: 'web:l2'", 'channel: l2', 'it-l2, line', /platform:channel/],
  [
    'an article that is old before it is new',
    'remindBefore: 14d',
    'remindBefore: 200d',
    'remindBefore: 200d',
    /shorter than validFor/,
  ],
  ['a sign that takes more than all', 'reopened: 0.3', 'reopened: 3', 'signs:', /knowledge\.signs\.reopened/],
  ['two queues in one channel', "channel: 'web:l2'", "channel: 'web:l1'", 'it-l2, line', /same channel/],
  [
    'two queues of one name',
    'id: it-l2, line',
    'id: it-l1, line',
    'line: L2',
    /Two queues have the id it-l1/,
  ],
  ['a line without a queue', 'line: L2', 'line: expert', 'queues:', /No queue has the line L2/],
  ['a line with two queues', 'line: L2', 'line: expert', 'it-expert, line', /same line and department/],
  ['two people of one id', 'id: tom,', 'id: wang-fang,', 'Tom Baker', /Two people have the id wang-fang/],
  [
    'a call-back for nobody',
    'recoveryOwner: zhou-lan',
    'recoveryOwner: nobody',
    'recoveryOwner',
    /there is no person nobody/,
  ],
  [
    'a time zone that isn’t one',
    'timeZone: Asia/Shanghai',
    'timeZone: Mars/Olympus',
    'timeZone',
    /A time zone such as/,
  ],
  [
    'an end before its beginning',
    "['09:00', '12:00']",
    "['12:00', '09:00']",
    'spans',
    /The end must come after/,
  ],
  ['spans that overlap', "['13:30', '18:00']", "['11:30', '18:00']", 'spans', /without overlap/],
  ['a day that isn’t one', "'2027-01-01'", "'2027-02-31'", 'closed:', /A day such as/],
  ['a misspelt setting', 'threshold: 3', 'treshold: 3', 'treshold', /treshold/],
];

describe('desk.yaml', () => {
  it('may give an emoji in its colourful form', () => {
    folder.replace('desk.yaml', "'✅': resolve", "'✔️': resolve");
    expect(loadDeskPolicy(folder.path).reactions).toMatchObject({ '✔': 'resolve' });
  });

  it('as it is has no mistakes', () => {
    expect(complaints()).toEqual([]);
  });

  it.each(mistakes)('with %s is refused, with line and reason', (_, from, to, place, reason) => {
    folder.replace('desk.yaml', from, to);
    const line = `desk.yaml:${folder.lineOf('desk.yaml', place)}: `;
    expect(
      complaints()
        .filter((one) => one.startsWith(line))
        .join('\n'),
    ).toMatch(reason);
  });

  it('that is no YAML is refused', () => {
    folder.replace('desk.yaml', 'agents: channel', 'agents: [channel');
    expect(complaints()[0]).toMatch(/^desk\.yaml:\d+: \S/);
  });

  it('names all mistakes at once', () => {
    folder.replace('desk.yaml', 'dialogue: 24h', 'dialogue: soon');
    folder.replace('desk.yaml', 'threshold: 3', 'threshold: 9');
    expect(complaints()).toHaveLength(2);
  });

  it('that is missing is named', () => {
    folder.remove();
    expect(complaints()).toEqual(['desk.yaml:1: There is no such file']);
    folder = copyContent('desk.yaml');
  });

  it('takes channels from the environment, but not one for two queues', () => {
    const policy = loadDeskPolicy(folder.path, { L2: 'slack:C0123' });
    expect(policy.queues.find(({ line }) => line === 'L2')?.channel).toEqual({
      platform: 'slack',
      channel: 'C0123',
    });
    expect(complaints({ L2: 'web:l1' }).join()).toContain('DESK_L2');
  });
});
