import type { FakeArticle, FakeState, FakeTicket, Named } from './fake-state.js';

/** How Zammad shows a ticket with `expand=true`: with the names of what it refers to. */
export function expandedTicket(state: FakeState, ticket: FakeTicket): object {
  return {
    ...ticket,
    group: nameOf(state.groups, ticket.group_id),
    state: nameOf(state.states, ticket.state_id),
    priority: nameOf(state.priorities, ticket.priority_id),
    owner: state.user(ticket.owner_id)?.login,
    customer: state.user(ticket.customer_id)?.login,
    updated_by: state.user(ticket.updated_by_id)?.login,
    article_ids: state.articles.filter(({ ticket_id }) => ticket_id === ticket.id).map(({ id }) => id),
    article_count: state.articles.filter(({ ticket_id }) => ticket_id === ticket.id).length,
    preferences: {},
    organization_id: null,
    note: null,
    close_in_min: null,
    create_article_type: 'email',
    ai_stored_results: {},
  };
}

export function expandedArticle(state: FakeState, article: FakeArticle): object {
  const login = state.user(article.created_by_id)?.login;
  return { ...article, created_by: login, from: login, to: null, attachments: [], preferences: {} };
}

export function nameOf(list: readonly Named[], id: number): string | undefined {
  return list.find((entry) => entry.id === id)?.name;
}
