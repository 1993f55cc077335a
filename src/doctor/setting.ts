import { statSync } from 'node:fs';
import type { Config } from '../config.ts';
import { ConfigError, readConfig } from '../config.ts';
import { loadContent, type Content } from '../content.ts';
import { servedQueues, variableOf } from '../queues.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const OTHERS = 0o077;

/** The environment, with every mistake in it; the settings where there is none. */
export function lookAtConfiguration(
  env: Record<string, string | undefined>,
  dotEnv: string,
): { config: Config | undefined; findings: Finding[] } {
  const findings = fileOfSecrets(dotEnv);
  try {
    const config = readConfig(env);
    const names = Object.entries(config.platforms).flatMap(([name, one]) =>
      one === undefined ? [] : [name],
    );
    const seen = config.demo ? 'no chat platform is configured: the built-in demo runs' : names.join(', ');
    return { config, findings: [ok('settings', seen), ...findings] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = error.message.split('\n').slice(1);
    const todo = 'Correct it in .env or the environment; .env.example explains each.';
    return {
      config: undefined,
      findings: [...lines.map((line) => problem('settings', line.trim(), todo)), ...findings],
    };
  }
}

function fileOfSecrets(file: string): Finding[] {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found || (found.mode & OTHERS) === 0) return [];
  return [warning('settings', '.env can be read by others on this machine', 'chmod 600 .env')];
}

/** All content files, with the file, line and reason of each mistake. */
export function lookAtContent(config: Config): { content: Content | undefined; findings: Finding[] } {
  try {
    const content = loadContent(config);
    const { closed } = servedQueues(content.policy, config.platforms);
    const { queues, vacant } = content.policy;
    const seen = `${queues.length} queues, ${content.typeNames.size} types, ${content.articles.length} articles in ${config.contentDir}`;
    return {
      content,
      findings: [
        ok('content', seen),
        ...closed.map(({ line }) =>
          warning('content', `nobody can escalate to ${line}`, `Set ${variableOf(line)} to its channel.`),
        ),
        ...(vacant.length > 0
          ? [
              warning(
                'content',
                `only people of the demo have the roles ${vacant.join(', ')}`,
                'Name real people for them in desk.yaml.',
              ),
            ]
          : []),
      ],
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const lines = error.message.split('\n').filter((line) => line.trim() !== '');
    const todo = `Correct it in ${config.contentDir}.`;
    return { content: undefined, findings: lines.map((line) => problem('content', line.trim(), todo)) };
  }
}
