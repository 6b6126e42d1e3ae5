import { Command } from 'commander';
import type { CliCommandClass } from './cli-command.js';
import type { CliIo } from './cli-io.js';
import { packageVersion } from './package-version.js';

/** One command line at work. */
export interface CliSession {
  readonly io: CliIo;
  exitCode: number;
}

const CONFIG = ['-c, --config <file>', 'the config (default: config.yml)'] as const;
const ENV_FILE = ['--env-file <file>', 'variables for the config (default: .env beside it)'] as const;
const JSON_FLAG = ['--json', 'for machines'] as const;

/**
 * The `otai` program with all its commands. A command's own module is loaded only when it is called:
 * help, version and a slip of the keyboard must not wait for Nest.
 */
export function createProgram(session: CliSession): Command {
  const program = new Command('otai');
  program
    .description('Automates helpdesk tickets: fetch, classify, route and annotate them from YAML pipelines.')
    .version(packageVersion(), '-V, --version')
    .option('--debug', 'show where errors come from')
    .configureOutput({ writeOut: (text) => session.io.out(text.trimEnd()), writeErr: (text) => session.io.err(text.trimEnd()) })
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(otai --help shows what there is)');
  addRunning(program, session);
  addRemembering(program, session);
  addInspecting(program, session);
  addTrying(program, session);
  addMaking(program, session);
  return program;
}

function addRunning(program: Command, session: CliSession): void {
  sub(program, 'run', 'run the pipelines of a config, once or whenever their triggers fire')
    .option(...CONFIG)
    .option('-p, --pipeline <name...>', 'only these pipelines (default: all)')
    .option('--once', 'run each pipeline once instead of waiting for its trigger')
    .option('--ticket <id>', 'run on this one ticket, whatever the pipeline searches for; implies --once')
    .option('--again', 'also tickets that are done, failed or wait, as if they were new')
    .option('--dry-run', 'write nothing to any ticket system, and show what would be written')
    .option('--role <role>', 'what this process does in a fleet: all (default), scheduler, worker or api')
    .option('--json', 'print run events as JSON lines: ids and outcomes, no ticket text')
    .option(...ENV_FILE)
    .action(lazily(session, async () => (await import('./commands/run.command.js')).RunCommand));
  sub(program, 'validate', 'say everything that is wrong with a config, without starting anything')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option('--explain', 'also show the pipelines with the params they will have')
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/validate.command.js')).ValidateCommand));
}

function addRemembering(program: Command, session: CliSession): void {
  const runs = sub(program, 'runs', 'list the runs that are remembered, the newest first')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option('-p, --pipeline <name>', 'only those of this pipeline')
    .option('--state <state...>', 'only running, suspended, succeeded, skipped, failed or abandoned ones')
    .option('--ticket <id>', 'only those that had to do with this ticket')
    .option('--limit <number>', 'how many (default: 20)')
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/runs.command.js')).RunsCommand));
  sub(runs, 'show', 'show all that is remembered of a run: steps, attempts, what was written')
    .argument('<id>', 'its id, the beginning of it, or last')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option('--json', 'for machines and bug reports: no texts, no people')
    .action(lazily(session, async () => (await import('./commands/runs-show.command.js')).RunsShowCommand));
  addReplay(program, session);
  addQuarantine(program, session);
  addFleet(program, session);
  sub(program, 'undo', 'take back what a run wrote, where nobody has changed it since')
    .argument('<run>', 'its id, the beginning of it, or last')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option('--dry-run', 'say what would be taken back, and write nothing')
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/undo.command.js')).UndoCommand));
}

function addReplay(program: Command, session: CliSession): void {
  sub(program, 'replay', 'run a recorded run again, offline and without any effect, and say what would be different now')
    .argument('<run>', 'its id, the beginning of it, last, or a file that otai runs show --json has printed')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/replay.command.js')).ReplayCommand));
}

function addQuarantine(program: Command, session: CliSession): void {
  const quarantine = sub(program, 'quarantine', 'look after the tickets that were set aside because runs failed on them');
  const add = (name: string, description: string): Command =>
    sub(quarantine, name, description)
      .option(...CONFIG)
      .option(...ENV_FILE)
      .option('-p, --pipeline <name>', 'only for this pipeline')
      .option(...JSON_FLAG);
  add('list', 'list them').action(lazily(session, async () => (await import('./commands/quarantine.command.js')).QuarantineListCommand));
  add('show', 'show why a ticket was set aside, which runs failed on it, and what they wrote')
    .argument('<ticket>', 'its id')
    .action(lazily(session, async () => (await import('./commands/quarantine.command.js')).QuarantineShowCommand));
  add('retry', 'let the next run try them again')
    .argument('[tickets...]', 'their ids')
    .option('--all', 'all that are in quarantine')
    .action(lazily(session, async () => (await import('./commands/quarantine.command.js')).QuarantineRetryCommand));
  add('drop', 'leave them as they are: they count as done until somebody changes them')
    .argument('[tickets...]', 'their ids')
    .option('--all', 'all that are in quarantine')
    .action(lazily(session, async () => (await import('./commands/quarantine.command.js')).QuarantineDropCommand));
}

function addFleet(program: Command, session: CliSession): void {
  const fleet = sub(program, 'fleet', 'look after a fleet of processes');
  const add = (name: string, description: string): Command =>
    sub(fleet, name, description)
      .argument('[pipelines...]', 'only these (default: all)')
      .option(...CONFIG)
      .option(...ENV_FILE);
  add('status', 'show what there is to do, and who works')
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/fleet.command.js')).FleetStatusCommand));
  add('pause', 'begin no job any more; what is at work ends').action(
    lazily(session, async () => (await import('./commands/fleet.command.js')).FleetPauseCommand),
  );
  add('drain', 'let triggers begin no run any more; what was begun comes to its end').action(
    lazily(session, async () => (await import('./commands/fleet.command.js')).FleetDrainCommand),
  );
  add('resume', 'go on after a pause or a drain').action(
    lazily(session, async () => (await import('./commands/fleet.command.js')).FleetResumeCommand),
  );
}

function addInspecting(program: Command, session: CliSession): void {
  sub(program, 'plugins', 'show what is installed, what it brings, and what is wrong with what does not work')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/plugins.command.js')).PluginsCommand));
  sub(program, 'components', 'show every pipe, service and trigger with its params')
    .argument('[name]', 'one of them')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/components.command.js')).ComponentsCommand));
  sub(program, 'schema', 'print the JSON Schema of a config with the installed plugins, for editors')
    .option(...CONFIG)
    .option('-o, --out <file>', 'write it to a file')
    .action(lazily(session, async () => (await import('./commands/schema.command.js')).SchemaCommand));
  sub(program, 'graph', 'print the pipelines as a Mermaid flowchart')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option('-p, --pipeline <name...>', 'only these pipelines (default: all)')
    .action(lazily(session, async () => (await import('./commands/graph.command.js')).GraphCommand));
}

function addTrying(program: Command, session: CliSession): void {
  sub(program, 'render', 'try a template')
    .argument('<template>', "e.g. \"{{ get_pipe_result('classify', 'label') | upper }}\"")
    .option('--context <file>', 'JSON or YAML with results:, variables:, input: and parent_params:')
    .option('--json', 'print a text as JSON, too')
    .action(lazily(session, async () => (await import('./commands/render.command.js')).RenderCommand));
  sub(program, 'doctor', 'look for what is wrong around a config: Node, packages, plugins, services')
    .option(...CONFIG)
    .option(...ENV_FILE)
    .option(...JSON_FLAG)
    .action(lazily(session, async () => (await import('./commands/doctor.command.js')).DoctorCommand));
}

function addMaking(program: Command, session: CliSession): void {
  sub(program, 'new', 'begin a plugin or an application, or add a pipe, service or trigger to one')
    .argument('<kind>', 'plugin, app, pipe, service or trigger')
    .argument('<name>', 'e.g. my-plugin, or my_pipe')
    .option('--dry-run', 'say what would be written, and write nothing')
    .action(lazily(session, async () => (await import('./commands/new.command.js')).NewCommand));
}

function sub(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).copyInheritedSettings(program);
}

/** An action that loads its command when it is called. Positional arguments are handed over among the options, by their names. */
function lazily<O extends object>(session: CliSession, load: () => Promise<CliCommandClass<O>>): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const named = command.registeredArguments.map((argument, i) => [argument.name(), args[i]] as const);
    const options = { ...Object.fromEntries(named), ...command.optsWithGlobals() } as O;
    const CommandClass = await load();
    session.exitCode = await new CommandClass(session.io).execute(options);
  };
}
