#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BackupError } from './backup/errors.ts';
import { commandIn } from './cli/cli.ts';
import { UsageError } from './cli/command.ts';
import { ConfigError } from './config.ts';
import { ContentError } from './content/content-file.ts';
import { DatabaseAwayError, DatabaseInUseError, NewerSchemaError } from './store/errors.ts';

/** Errors whose message says all that the operator needs. */
const PLAIN = [
  BackupError,
  ConfigError,
  ContentError,
  DatabaseAwayError,
  DatabaseInUseError,
  NewerSchemaError,
  UsageError,
];

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  process.exitCode = await commandIn(process.argv.slice(2))({
    env: process.env,
    root: join(import.meta.dirname, '..'),
    now: () => Date.now(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
} catch (error) {
  const isPlain = PLAIN.some((kind) => error instanceof kind);
  if (!isPlain || !(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
