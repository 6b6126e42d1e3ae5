/** OTOBO and Znuny for Open Ticket AI. */
export { default as OtoboZnunyPlugin } from './plugin.js';
export { OtoboZnunyParams } from './otobo-znuny.params.js';
export { OTOBOZnunyTicketSystemService } from './otobo-znuny-ticket-system.service.js';
