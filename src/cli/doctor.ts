import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { databaseCheck } from '../doctor/database.ts';
import { examine } from '../doctor/examine.ts';
import { ok, warning, type Check, type Finding } from '../doctor/finding.ts';
import { platformChecks } from '../doctor/platforms.ts';
import { directoryCheck, mailCheck, modelCheck, webCheck } from '../doctor/services.ts';
import { lookAtConfiguration, lookAtContent } from '../doctor/setting.ts';
import type { Config } from '../config.ts';
import type { Content } from '../content.ts';
import { resetSetup } from '../reset-setup.ts';
import { versionOf } from '../version.ts';
import type { Command, Terminal } from './command.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗' };
const WORDS = { ok: 'ok', warning: 'warning', problem: 'problem' };

/** `deskline doctor`: what is wrong, and what to do. */
export const doctorCommand: Command = {
  help: `deskline doctor [--json]
      looks at settings, content, database, platforms, directory, mail and model, and says what is wrong and what to do
      Changes nothing; may be run beside a running program. Ends with 1 where there is a problem.
      --json                 one JSON object`,
  read(args) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    return (terminal) => run(values.json, terminal);
  },
};

async function run(json: boolean, terminal: Terminal): Promise<number> {
  const findings = await findAll(terminal);
  const isSick = findings.some(({ state }) => state === 'problem');
  if (json) terminal.out(`${JSON.stringify({ healthy: !isSick, findings })}\n`);
  else terminal.out(`${findings.map(lineOf).join('\n')}\n`);
  return isSick ? 1 : 0;
}

async function findAll({ env, root, now }: Terminal): Promise<Finding[]> {
  const program = ok('program', `Deskline ${versionOf(root)} on Node ${process.version}`);
  const setting = lookAtConfiguration(env, '.env');
  const { config } = setting;
  if (!config) return [program, ...setting.findings];
  const { content, findings } = lookAtContent(config);
  const own = content ? await companyChecks({ config, content, now }) : { checks: [], findings: [] };
  const checks = [
    databaseCheck({ databaseUrl: config.databaseUrl, migrationsFolder: join(root, 'migrations'), now }),
    ...platformChecks(config.platforms),
    ...own.checks,
    ...(config.mail ? [mailCheck(config.mail)] : []),
    ...(config.model ? [modelCheck(config.model)] : []),
    webCheck(config),
  ];
  const seen = await examine(checks);
  await own.close?.();
  return [program, ...setting.findings, ...findings, ...own.findings, ...seen];
}

/** The directory, and what the password reset still lacks. */
async function companyChecks(options: {
  config: Config;
  content: Content;
  now: () => number;
}): Promise<{ checks: Check[]; findings: Finding[]; close?: () => Promise<void> }> {
  const { accounts, problems, demo } = await resetSetup(options);
  const lacks = problems.map((words) => warning('reset', words, 'The password reset stays off until then.'));
  if (!accounts || demo) return { checks: [], findings: lacks };
  return { checks: [directoryCheck(accounts)], findings: lacks, close: async () => accounts.close() };
}

function lineOf({ of, state, seen, todo }: Finding): string {
  const sign = process.stdout.isTTY ? SIGNS[state] : WORDS[state];
  const first = `${sign.padEnd(process.stdout.isTTY ? 2 : 8)}${of.padEnd(12)}${seen}`;
  return todo === undefined ? first : `${first}\n${' '.repeat(process.stdout.isTTY ? 14 : 20)}→ ${todo}`;
}
