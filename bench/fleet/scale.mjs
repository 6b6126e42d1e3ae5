/* From what a ticket costs to what a day of ten million takes. Every figure that is assumed and not measured stands here. */
import { figure } from '../src/table.mjs';

const TICKETS_A_DAY = 10_000_000;
const DAY_S = 86_400;
/** The busiest hour of a day has so much more than an even one. */
const PEAK = 3;
/** Nothing is planned to be busier than this, as a share of the time. */
const FULL = 0.6;
/** A model on one processor: what the documentation gives for BERT-base size on texts of 48 tokens. */
const MODEL_TEXTS_A_SECOND = 26.8;
/** How long a helpdesk takes for an answer, seconds, and how many it gives a second at most. */
const HELPDESK = { answer: 0.02, answersASecond: 500 };

/** @param costs - of {@link measureCosts} */
export function scaleRows({ worker, asking, redis, journal }) {
  const rate = (TICKETS_A_DAY / DAY_S) * PEAK;
  const requests = worker.get + worker.update + worker.note + worker.find;
  const perTicketMs = worker.cpu;
  const cores = (msATicket) => (rate * msATicket) / 1000 / FULL;
  const inFlight = rate * requests * HELPDESK.answer;
  return [
    ['tickets a second in the busiest hour', figure(rate), `${TICKETS_A_DAY.toLocaleString('en')} a day, ${PEAK}x as many in that hour`],
    ['the helpdesk: requests a second', figure(rate * requests), `${figure(requests)} a ticket`],
    [
      '… instances of a helpdesk',
      Math.ceil((rate * requests) / HELPDESK.answersASecond / FULL),
      `${HELPDESK.answersASecond} answers a second each`,
    ],
    [
      'the model: processors',
      Math.ceil(rate / MODEL_TEXTS_A_SECOND / FULL),
      `${MODEL_TEXTS_A_SECOND} texts a second each (BERT-base, 48 tokens)`,
    ],
    ['workers: processors', Math.ceil(cores(perTicketMs)), `${figure(perTicketMs)} ms a ticket`],
    ['tickets at work at a time', Math.ceil(inFlight), `${figure(HELPDESK.answer * 1000)} ms an answer`],
    ['who asks and schedules: processors', figure(cores(asking.cpu)), `${figure(asking.cpu)} ms a ticket; one process has one`],
    ['Redis: processors', figure(cores(redis.cpu)), `${figure(redis.cpu)} ms a ticket; one Redis has one`],
    [
      '… MB a second over the wire',
      figure((rate * (redis.bytesIn + redis.bytesOut)) / 1e6),
      `${figure((redis.bytesIn + redis.bytesOut) / 1024)} KB a ticket`,
    ],
    ['the journal: commits a second', figure(rate * journal.commits), `${figure(journal.commits)} a ticket`],
    [
      '… rows a second',
      figure(rate * (journal.inserted + journal.updated)),
      `${figure(journal.inserted)} new and ${figure(journal.updated)} changed a ticket`,
    ],
    ['… MB a second of write-ahead log', figure((rate * journal.wal) / 1e6), `${figure(journal.wal / 1024)} KB a ticket`],
    ['… GB kept of 30 days', figure((TICKETS_A_DAY * 30 * journal.bytes) / 1e9), `${figure(journal.bytes / 1024)} KB a ticket`],
  ];
}
