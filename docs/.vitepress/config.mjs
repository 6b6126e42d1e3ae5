/** The headings' anchors as GitHub makes them, so that the pages' links hold in both places. `test/support/docs/links.ts` checks them. */
function slugify(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[`*:.,()?!'’"/&@<>{}=]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

/** `{{ ticket.id }}` between backticks is text of the page, not an expression of the site's engine. */
function keepTemplates(md) {
  const render = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    tokens[index].attrSet('v-pre', '');
    return render(tokens, index, options, env, self);
  };
}

const page = (text, link) => ({ text, link });

/** The documentation site. It is built offline: no fonts, scripts or searches from elsewhere. */
export default {
  title: 'Open Ticket AI for NestJS',
  description: 'Automates helpdesk tickets from YAML pipelines.',
  cleanUrls: true,
  // Links to the repository's other files hold where the repository is read, not on the site.
  ignoreDeadLinks: [/\.\.\//, /\/(?:examples|packages|etc)\//],
  markdown: { anchor: { slugify }, config: keepTemplates },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Operators',
        items: [
          page('First run', '/first-run'),
          page('Command line', '/command-line'),
          page('Operations', '/operations'),
          page('Durable runs', '/durable-runs'),
          page('Configuration', '/configuration'),
          page('Templates', '/templates'),
        ],
      },
      {
        text: 'Plugin authors',
        items: [
          page('Plugin development', '/plugin-development'),
          page('Testing', '/testing'),
          page('Plugin system', '/plugin-system'),
          page('Services', '/services'),
          page('Connectors', '/connector-development'),
          page('Versions of the API', '/api-versioning'),
        ],
      },
      {
        text: 'Nest developers',
        items: [page('Dependency injection', '/dependency-injection'), page('Pipelines', '/pipeline-architecture')],
      },
      {
        text: 'To look up',
        items: [
          page('Reference', '/reference/'),
          page('Errors', '/errors'),
          page('Many processes', '/scale'),
          page('Performance', '/performance'),
          page('Migrating from 1.4', '/migrating-from-1.4'),
          page('All pages', '/'),
        ],
      },
    ],
  },
};
