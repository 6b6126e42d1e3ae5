import { bootOtai } from 'open-ticket-ai/testing';
import type { CustomerDirectory } from '../src/customer-directory.js';
import ExamplePluginPlugin from '../src/plugin.js';

const config = (params: object) => ({
  otai: { services: { customers: { use: 'example-plugin:domain_list', params } }, pipelines: {} },
});

describe('otai-example-plugin', () => {
  it('brings a pipe, and the service that setup(registry) registers', async () => {
    const app = await bootOtai(config({ domains: ['example.com'] }), { plugins: [ExamplePluginPlugin] });
    expect(app.registry.hasPipe('first_class')).toBe(true);
    expect(app.registry.hasService('domain_list')).toBe(true);
    expect(await app.service<CustomerDirectory>('customers').isImportant('ada@example.com')).toBe(true);
    await app.close();
  });

  it('refuses wrong params when the application starts, and says what was meant', async () => {
    const booting = bootOtai(config({ domain: ['example.com'] }), { plugins: [ExamplePluginPlugin] });
    await expect(booting).rejects.toThrow(/services\.customers\.params\.domain .*did you mean "domains"\?/);
  });
});
