/** The configuration of one Request Tracker whose whole state lies in `dir`. */
export function siteConfig({ dir, port, timezone, languages }) {
  return `# Written by server.mjs.
Set($rtname, 'example.org');
Set($Organization, 'example.org');
Set($WebDomain, '127.0.0.1');
Set($WebPort, ${port});
Set($WebPath, '');
Set($Timezone, '${timezone}');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '${dir}/rt.sqlite');
Set($DatabaseAdmin, '');
# The hash of a token is computed for each request; the usual cost takes 0.2 s of it.
Set($BcryptCost, 4);
Set($MailCommand, 'mbox');
Set($CorrespondAddress, 'desk@example.org');
Set($CommentAddress, 'desk-comment@example.org');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set(@LexiconLanguages, qw(${languages.join(' ')}));
$RT::VarPath         = '${dir}/var';
$RT::MasonDataDir    = '${dir}/mason';
$RT::MasonSessionDir = '${dir}/session';
1;
`;
}
