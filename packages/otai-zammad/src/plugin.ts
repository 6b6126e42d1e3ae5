import { PluginFactory } from 'open-ticket-ai';
import { ZammadTicketsystemService } from './zammad-ticketsystem.service.js';

/** Brings `zammad:zammad_ticketsystem`. */
export default class ZammadPlugin extends PluginFactory {
  injectables() {
    return [ZammadTicketsystemService];
  }
}
