import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from './shell.mjs';

const OTAI = { plugin: './plugin.js', apiVersion: '^1.0.0' };
const PLUGIN = `import { PluginFactory } from 'open-ticket-ai';
export default class extends PluginFactory {
  injectables() {
    return [];
  }
}
`;
const TWICE = `import { Pipe, PipeResult, PluginFactory } from 'open-ticket-ai';
const make = (name) => ({ [name]: class { execute() { return PipeResult.succeeded(); } } })[name];
const One = make('One');
const Two = make('Two');
Pipe('same')(One);
Pipe('same')(Two);
export default class extends PluginFactory {
  injectables() {
    return [One, Two];
  }
}
`;

/** Plugins that are broken in one way each, and the code each is to be refused with. */
export function brokenPlugins(secondCore) {
  return [
    { name: 'otai-second-core', code: 'OTAI_PLUGIN_SECOND_CORE', json: { dependencies: { 'open-ticket-ai': `file:${secondCore}` } } },
    { name: 'otai-api-two', code: 'OTAI_PLUGIN_API_VERSION', json: { otai: { ...OTAI, apiVersion: '^2.0.0' } } },
    {
      name: 'otai-throwing',
      code: 'OTAI_PLUGIN_FACTORY_FAILED',
      text: PLUGIN.replace('  injectables', "  constructor() {\n    super();\n    throw new Error('no such luck');\n  }\n  injectables"),
    },
    { name: 'otai-no-field', code: 'OTAI_PLUGIN_MANIFEST_INVALID', json: { otai: undefined } },
    { name: 'otai-no-entry', code: 'OTAI_PLUGIN_IMPORT_FAILED', json: { otai: { ...OTAI, plugin: './dist/plugin.js' } } },
    { name: 'otai-same-name', code: 'OTAI_PLUGIN_NAME_DUPLICATE', text: TWICE },
    { name: '@acme/otai-my-plugin', code: 'OTAI_PLUGIN_NAME_DUPLICATE' },
  ];
}

/** Writes a plugin as its author's folder would look after a build, and gives the folder. */
export function writePlugin({ name, json = {}, text = PLUGIN }, into) {
  const folder = join(into, name.replace('/', '-'));
  mkdirSync(folder, { recursive: true });
  const peers = json.dependencies === undefined ? { 'open-ticket-ai': '^0.1.0' } : {};
  writeJson({ name, version: '1.0.0', type: 'module', otai: OTAI, peerDependencies: peers, ...json }, folder, 'package.json');
  writeFileSync(join(folder, 'plugin.js'), text);
  return folder;
}

/** Two healthy plugins that say when they are cleaned up. */
export function lifecyclePlugins() {
  return ['otai-life-a', 'otai-life-b'].map((name) => ({
    name,
    text: PLUGIN.replace('  injectables', `  cleanup() {\n    console.log('cleanup of ${name}');\n  }\n  injectables`),
  }));
}
