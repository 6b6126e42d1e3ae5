import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Classifier, getServiceToken, OtaiModule, PipelineService, PluginFactory, Service, TicketSystem } from 'open-ticket-ai';
import { OtaiLifecycle } from '../../../dist/module/otai.lifecycle.js';
import { classify, Helpdesk } from '../helpdesk.mjs';

/** The stub helpdesk behind the contract of a connector. */
class StubHelpdesk extends TicketSystem {
  helpdesk = new Helpdesk();

  findTickets(criteria) {
    return this.helpdesk.findTickets(criteria);
  }

  updateTicket(id, update) {
    return this.helpdesk.updateTicket(id, update);
  }

  addNote(id, note) {
    return this.helpdesk.addNote(id, note);
  }
}
Service('helpdesk')(StubHelpdesk);

class StubClassifier extends Classifier {
  classify(request) {
    return classify(request);
  }
}
Service('classifier')(StubClassifier);

class StubPlugin extends PluginFactory {
  injectables() {
    return [StubHelpdesk, StubClassifier];
  }
}

/**
 * The real module, booted from YAML as an application boots it.
 *
 * @param file - the config, beside this file
 * @param watchers - who gets the events: `log`, as in every application; `all`: a subscriber of all events too; `none`: not even the log
 * @param concurrency - for `for_each`
 * @param journal - where runs are remembered
 */
export async function createOtai({ file, watchers = 'log', concurrency, journal = 'memory' }) {
  const app = await NestFactory.createApplicationContext(appModule(file, journal), { logger: ['error', 'warn'] });
  const pipelines = app.get(PipelineService);
  const { helpdesk } = app.get(getServiceToken('helpdesk'), { strict: false });
  let events = 0;
  if (watchers === 'all') pipelines.events$.subscribe(() => events++);
  if (watchers === 'none') app.get(OtaiLifecycle, { strict: false }).parts.logger.stop();
  const options = concurrency === undefined ? {} : { input: { concurrency } };
  async function run() {
    const result = await pipelines.run('route', options);
    if (!result.succeeded) throw result.error;
  }
  return { run, helpdesk };
}

function appModule(file, journal) {
  const config = fileURLToPath(new URL(file, import.meta.url));
  class AppModule {}
  Module({ imports: [OtaiModule.forRoot({ config, journal, plugins: [StubPlugin], autoStart: false, dotenv: false })] })(AppModule);
  return AppModule;
}
