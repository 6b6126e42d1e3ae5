import * as fc from 'fast-check';
import { isPluginPackageName, mayBePlugin, pluginPrefix, readManifest } from './plugin-manifest.js';

const otai = { plugin: './dist/plugin.js', apiVersion: '^1.0.0' };
const read = (name: string, json: unknown) => readManifest(name, { dir: '/host/node_modules', text: JSON.stringify(json) });

describe('the name of a plugin’s package', () => {
  it.each([
    ['otai-hf-local', 'hf-local'],
    ['@acme/otai-hf-local', 'hf-local'],
    ['otai-hf_local', 'hf-local'],
    ['otai-2fa', '2fa'],
  ])('%s gives its components the prefix %s', (name, prefix) => {
    expect(isPluginPackageName(name)).toBe(true);
    expect(pluginPrefix(name)).toBe(prefix);
  });

  it.each(['otai-', 'otai', 'my-plugin', '@acme/my-plugin', 'otai-Upper', 'otai-a--b', 'otai-../x', '@a/b/otai-x', ' otai-x'])(
    '"%s" is none',
    (name) => {
      expect(isPluginPackageName(name)).toBe(false);
    },
  );
});

describe('readManifest', () => {
  it('gives what the package says of itself', () => {
    expect(read('@acme/otai-crm', { version: '1.2.3', otai })).toEqual({
      package: '@acme/otai-crm',
      version: '1.2.3',
      plugin: 'crm',
      dir: '/host/node_modules',
      entry: './dist/plugin.js',
      apiVersion: '^1.0.0',
    });
  });

  it('leaves packages alone that do not claim to be plugins', () => {
    expect(read('otai-crm', { version: '1.2.3' })).toBeUndefined();
    expect(mayBePlugin({ dir: '', text: '{ "name": "left-pad" }' })).toBe(false);
  });

  it.each(['/etc/plugin.js', '../plugin.js', './dist/../../plugin.js', '', 7, null])(
    'wants an entry file within the package, not %p',
    (plugin) => {
      expect(read('otai-crm', { version: '1.2.3', otai: { ...otai, plugin } })).toMatchObject({
        code: 'OTAI_PLUGIN_MANIFEST_INVALID',
        reason: '"otai.plugin" must be the path of the entry file within the package',
      });
    },
  );

  it('has an answer to whatever stands in a package.json', () => {
    const values = fc.object({ key: fc.constantFrom('name', 'version', 'otai', 'plugin', 'apiVersion', '__proto__'), maxDepth: 3 });
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      values.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.string(), text, (name, given) => {
        const answer = readManifest(name, { dir: '/', text: given });
        expect(answer === undefined || 'code' in answer || isPluginPackageName(name)).toBe(true);
      }),
    );
  });
});
