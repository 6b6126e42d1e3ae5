import 'reflect-metadata';
import { OtaiModule, PluginLoadError } from 'open-ticket-ai';

const plugins = process.argv.slice(2);
const pipelines = { main: { steps: [{ id: 'say', use: 'base:expression', params: { expression: 'x' } }] } };
try {
  await OtaiModule.forRoot({ config: { otai: { plugins, pipelines } } });
  console.log(JSON.stringify({ started: true }));
} catch (error) {
  if (!(error instanceof PluginLoadError)) throw error;
  console.log(
    JSON.stringify({ message: error.message, failures: error.failures.map((f) => ({ name: f.package, code: f.code, hint: f.hint })) }),
  );
}
