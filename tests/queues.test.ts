import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../src/config.ts';
import { refuseLostTickets, servedQueues } from '../src/queues.ts';
import { loadDeskPolicy, type QueueChannels } from '../src/tickets/desk-policy.ts';
import { createTicketDesk } from './tickets/setting.ts';
import { onEachDatabase, type TestDatabase } from './support/databases.ts';
import { until } from './support/until.ts';
import { openWecomTwin } from './twins/wecom.ts';

const wecom = { botId: 'b', secret: 's', wsUrl: 'wss://example.com', acceptEncryptedIds: false };

const served = (channels: QueueChannels, settings = { wecom }) =>
  servedQueues(loadDeskPolicy('prompts', channels, { demo: false }), settings);

describe('a queue', () => {
  it('of a further line is closed where only the demo gives it a channel', () => {
    const { policy, closed } = served({ L1: 'wecom:wr1', L2: 'wecom:wr2' });
    expect(policy.queues.map(({ id }) => id)).toEqual(['it-l1', 'it-l2']);
    expect(closed.map(({ id }) => id)).toEqual(['it-expert']);
  });

  it('that tickets begin in must have a channel', () => {
    expect(() => served({})).toThrow(/DESK_L1: The queue it-l1 is on web, which is only there for the demo/);
  });

  it('on a platform that is not configured is a mistake, whatever its line', () => {
    const onSlack = () => served({ L1: 'wecom:wr1', L2: 'slack:C2' });
    expect(onSlack).toThrow(ConfigError);
    expect(onSlack).toThrow(/DESK_L2: The queue it-l2 is on slack, which is not configured/);
  });
});

onEachDatabase('open tickets', (create) => {
  let test: TestDatabase;
  afterEach(() => test.drop());

  it('of a queue that is not served any more stop the start, and closed ones don’t', async () => {
    test = await create();
    const desk = await createTicketDesk(test.db);
    const ticket = await desk.open();
    const policy = loadDeskPolicy('prompts');
    await refuseLostTickets(test.db, policy);
    const others = { queues: policy.queues.filter(({ id }) => id !== ticket.queue) };
    await expect(refuseLostTickets(test.db, others)).rejects.toThrow(/it-l1: 1/);
    await desk.give(ticket.id, { do: 'cancel' }, 'ann');
    await refuseLostTickets(test.db, others);
  });
});

describe('the program, with nothing but the environment,', () => {
  it('answers on a real platform and brings the ticket to its first line', async () => {
    const twin = await openWecomTwin();
    const folder = mkdtempSync(join(tmpdir(), 'deskline-start-'));
    twin.group('wrHelp', 'L1');
    const program = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: {
        ...process.env,
        ...twin.env,
        DESK_L1: 'wecom:wrHelp',
        DATABASE_URL: `file:${folder}/deskline.db`,
        PORT: '0',
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(async () => {
      const gone = once(program, 'exit');
      program.kill('SIGKILL');
      await gone;
      await twin.close();
      rmSync(folder, { recursive: true });
    });
    const hears = (place: string, words: RegExp) =>
      until(() => twin.sent(place).some(({ text }) => words.test(text)));
    await until(() => twin.cloud.live() === 1);
    await twin.writes('zhangsan', '打印机卡纸了，转人工');
    await hears('zhangsan', /IT-\d{4}-000001/);
    await hears('wrHelp', /打印机卡纸/);
    expect(twin.sent('zhangsan').filter(({ text }) => /IT-\d{4}-000001/.test(text))).toHaveLength(1);
  });
});
