import { PluginFactory } from '../api/plugin/plugin-factory.js';
import { FakeClassifier } from './fake-classifier.js';
import { MemoryTicketSystem } from './memory-ticket-system.js';

/** Brings the fakes into YAML: `use: testing:memory_ticket_system`, `use: testing:fake_classifier`. */
export class TestingPlugin extends PluginFactory {
  injectables() {
    return [MemoryTicketSystem, FakeClassifier];
  }
}
