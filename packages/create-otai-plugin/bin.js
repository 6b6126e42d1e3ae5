#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createNew } from './lib/cli/new/create-new.js';

const USAGE = `usage: npm create otai-plugin <name> [-- --dry-run]

  <name>      my-plugin, otai-my-plugin or @scope/my-plugin
  --dry-run   say what would be written, and write nothing`;

/** Ends with 0 when the plugin was made, 1 when files are in the way, 2 when the command line is wrong. */
function main(args) {
  const { name, dryRun } = readArgs(args);
  if (name === undefined) return fail(USAGE, 2);
  try {
    console.log(createNew({ kind: 'plugin', name, cwd: process.cwd() }, { dryRun }).join('\n'));
    return 0;
  } catch (error) {
    return fail(`error: ${error.message}`, error.code === 'OTAI_CLI_USAGE' ? 2 : 1);
  }
}

function readArgs(args) {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } });
    return { name: positionals.length === 1 ? positionals[0] : undefined, dryRun: values['dry-run'] };
  } catch {
    return {};
  }
}

function fail(message, code) {
  console.error(message);
  return code;
}

process.exitCode = main(process.argv.slice(2));
