import { FakeOtobo } from './fake-otobo.js';
import { isObject, listOf, Refused, type Data } from './operations/outcome.js';
import type { OperationName, WebService } from './web-services.js';

/** Znuny, where its code differs from that of OTOBO. Nothing of it was recorded. */
export class FakeZnuny extends FakeOtobo {
  protected override readonly script = /^\/znuny\/nph-genericinterface\.pl(?:\/Webservice\/([^/]+)(\/.*)?)?$/;

  protected override answer(operation: OperationName, data: Data, service: WebService): Data {
    if (operation === 'TicketGet' && listOf(data['TicketID']).some((id) => !/^\d+$/.test(String(id))))
      throw new Refused('TicketGet.WrongStructure', 'TicketGet: Structure for TicketID is not correct!');
    if (operation === 'TicketUpdate' && this.authenticate(data, service)?.agent?.rights.includes('rw') === false)
      throw new Refused('TicketUpdate.AccessDenied', 'TicketUpdate: User does not have access to the ticket!');
    const answer = super.answer(operation, data, service);
    return operation === 'TicketUpdate' && data['Article'] === undefined ? withoutArticle(answer) : answer;
  }
}

/** An update that writes no article tells of none. */
function withoutArticle({ ArticleID: _id, Ticket, ...rest }: Data): Data {
  if (!isObject(Ticket)) return rest;
  const { Article: _article, ...ticket } = Ticket;
  return { ...rest, Ticket: ticket };
}
