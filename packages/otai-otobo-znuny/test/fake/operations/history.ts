import type { World } from '../world.js';
import { listOf, Refused, type Data } from './outcome.js';
import { text } from '../text.js';

/** TicketHistoryGet: what the world says has happened. */
export function history(data: Data, world: World): Data {
  return { TicketHistory: listOf(data['TicketID']).map((id) => historyOf(text(id), world)) };
}

function historyOf(id: string, world: World): Data {
  const entries = world.history.get(id);
  if (entries !== undefined) return { TicketID: id, History: entries };
  throw new Refused('TicketHistoryGet.AccessDenied', `TicketHistoryGet: User does not have access to the ticket ${id}!`);
}
