# What the tests find in a new Request Tracker. They rely on names only, never on ids.
use strict;
use warnings;
our (@Queues, @Users, @CustomFields, @Final);

push @Queues, map { { Name => $_, Description => "$_ (test)" } } qw(Support Billing Network Archive Hidden);

# otai: the service user of the connector, with the rights its README names. alice and bob: agents. viewer: may look only.
push @Users, map { { Name => $_->[0], RealName => $_->[1], EmailAddress => "$_->[0]\@desk.example.org", Privileged => 1 } }
  ['otai', 'Open Ticket AI'], ['alice', 'Alice Agent'], ['bob', 'Bob Agent'], ['viewer', 'Vera Viewer'];

my %for_tickets = (LookupType => 'RT::Queue-RT::Ticket', Queue => 0);
push @CustomFields,
  { Name => 'Severity', Type => 'SelectSingle', %for_tickets, Values => [map { { Name => $_ } } qw(Low Medium High)] },
  { Name => 'Labels', Type => 'FreeformMultiple', %for_tickets },
  { Name => 'AI Note', Type => 'FreeformSingle', %for_tickets },
  { Name => q(It's "odd" \\ {really}), Type => 'FreeformSingle', %for_tickets };

sub load { my ($class, $name) = @_; my $object = $class->new(RT->SystemUser); $object->Load($name); return $object }

sub grant {
  my ($principal, $object, @rights) = @_;
  for my $right (@rights) {
    my ($ok, $message) = $principal->GrantRight(Right => $right, Object => $object);
    die "cannot grant $right: $message" unless $ok;
  }
}

push @Final, sub {
  my @look = qw(SeeQueue ShowTicket);
  my @work = qw(ShowTicketComments CreateTicket ModifyTicket CommentOnTicket ReplyToTicket ReassignTicket ModifyCustomField);
  my %user = map { $_ => load('RT::User', $_) } qw(root otai alice bob viewer);
  for my $name (qw(General Support Billing Network)) {
    my $queue = load('RT::Queue', $name);
    grant($user{$_}->PrincipalObj, $queue, @look, @work) for qw(otai alice bob);
    grant($user{$_}->PrincipalObj, $queue, 'OwnTicket') for qw(alice bob);
    grant($user{alice}->PrincipalObj, $queue, 'DeleteTicket');
    grant($user{viewer}->PrincipalObj, $queue, @look);
  }
  # Tickets cannot be moved here by otai, though it knows the queue.
  grant($user{otai}->PrincipalObj, load('RT::Queue', 'Archive'), 'SeeQueue');
  grant($user{alice}->PrincipalObj, load('RT::Queue', 'Hidden'), @look, @work);
  grant($user{$_}->PrincipalObj, RT->System, 'SeeCustomField') for qw(otai alice bob viewer);

  my $everyone = RT::Group->new(RT->SystemUser);
  $everyone->LoadSystemInternalGroup('Everyone');
  grant($everyone->PrincipalObj, load('RT::Queue', 'Support'), 'CreateTicket');
  grant($everyone->PrincipalObj, load('RT::Queue', $_), 'ReplyToTicket') for qw(Support Billing Network);

  open my $out, '>', $ENV{RT_TEST_TOKENS} or die "cannot write the tokens: $!";
  for my $name (sort keys %user) {
    my $token = RT::AuthToken->new(RT->SystemUser);
    my ($id, $message, $text) = $token->Create(Owner => $user{$name}->id, Description => 'tests');
    die "no token for $name: $message" unless $id;
    print {$out} "$name $text\n";
  }
};

1;
