import { Logger } from '@nestjs/common';
import { messageOf } from '../api/error-message.js';
import { SystemClock, type Clock } from '../api/clock.js';
import type { PluginFactory } from '../api/plugin/plugin-factory.js';

/** How long a plugin's `cleanup` may take, in milliseconds, unless the application says otherwise. */
const DEFAULT_CLEANUP_TIMEOUT = 10_000;

/** A plugin as far as cleaning it up needs to know it. */
export interface CleanablePlugin {
  /** The npm name, or the class name of a factory that was handed over in code. */
  readonly package: string;
  readonly factory: PluginFactory;
}

/** By which clock, and how long, one plugin is waited for. */
export interface CleanupOptions {
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Milliseconds for each plugin. Default {@link DEFAULT_CLEANUP_TIMEOUT}. */
  readonly timeout?: number | undefined;
}

/** Several ways lead to the end of a plugin (a start that failed, a shutdown, a second shutdown); its `cleanup` is called on the first. */
const cleaned = new WeakSet<PluginFactory>();

/**
 * Calls `cleanup` of every plugin once, last loaded first. Never throws: a plugin that fails, or does not end in time, is logged,
 * and the next one has its turn.
 */
export async function cleanUpPlugins(plugins: readonly CleanablePlugin[], options: CleanupOptions = {}): Promise<void> {
  for (const plugin of plugins.toReversed()) await cleanUpPlugin(plugin, options);
}

async function cleanUpPlugin(plugin: CleanablePlugin, options: CleanupOptions): Promise<void> {
  if (cleaned.has(plugin.factory)) return;
  cleaned.add(plugin.factory);
  const problem = await cleanUpFactory(plugin.factory, options);
  if (problem !== undefined) Logger.error(`cleanup of ${plugin.package} ${problem}`, 'otai');
}

/** What went wrong, as the end of a sentence. */
async function cleanUpFactory(factory: PluginFactory, { clock = new SystemClock(), timeout }: CleanupOptions): Promise<string | undefined> {
  const milliseconds = timeout ?? DEFAULT_CLEANUP_TIMEOUT;
  try {
    const inTime = await endsInTime(Promise.resolve(factory.cleanup?.()), clock, milliseconds);
    return inTime ? undefined : `did not end within ${milliseconds / 1000} s; the shutdown goes on without it`;
  } catch (error) {
    return `failed: ${messageOf(error)}`;
  }
}

function endsInTime(work: Promise<void>, clock: Clock, milliseconds: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => resolve(false));
    work.then(() => resolve(true), reject).finally(cancel);
  });
}
