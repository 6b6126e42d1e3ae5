/** Zammad for Open Ticket AI. */
export { default as ZammadPlugin } from './plugin.js';
export { ZammadParams } from './zammad.params.js';
export { ZammadTicketsystemService } from './zammad-ticketsystem.service.js';
