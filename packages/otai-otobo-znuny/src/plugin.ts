import { PluginFactory } from 'open-ticket-ai';
import { OTOBOZnunyTicketSystemService } from './otobo-znuny-ticket-system.service.js';

/** Brings `otobo-znuny:otobo_znuny_ticket_system`. */
export default class OtoboZnunyPlugin extends PluginFactory {
  injectables() {
    return [OTOBOZnunyTicketSystemService];
  }
}
