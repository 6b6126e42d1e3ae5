import { PluginFactory, type PluginRegistry } from 'open-ticket-ai';
import { CustomerDirectory } from './customer-directory.js';
import { FirstClassPipe } from './pipes/first-class.pipe.js';
import { DomainList, DomainListParams } from './services/domain-list.service.js';

/** What the plugin brings. An application that depends on the package finds this class by itself. */
export default class ExamplePluginPlugin extends PluginFactory {
  injectables() {
    return [FirstClassPipe];
  }

  /** DomainList knows nothing of Open Ticket AI: no decorator, no class of ours. What a decorator would have said is said here. */
  override setup(registry: PluginRegistry) {
    registry.registerService(CustomerDirectory, DomainList, {
      params: DomainListParams,
      description: 'Customers are important when their mail domain is listed.',
    });
  }
}
