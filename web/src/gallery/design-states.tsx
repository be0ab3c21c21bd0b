// The pieces that all pages share, in every state.
import type { ReactElement } from 'react';
import { MissingOverlay, NOT_LOADED } from '../design/boundary';
import { Avatar } from '../design/avatar';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import { ICON_PATHS, type IconName } from '../design/icon-paths';
import { Problem, TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import { PasswordField, TextField } from '../design/text-field';
import { TimeAgo } from '../design/time-ago';
import { NewerLine, OfflineLine } from '../offline/strip';
import { Logo } from '../shell/logo';
import { MissingPage } from '../shell/page-boundary';
import { RailPactList } from '../shell/rail-pacts';
import { MARGARET, member, pact } from '../pact/samples';
import type { ListedConnection, PersonStatus } from '@kith/client';
import type { State, States } from './states';

const nothing = (): void => undefined;
const state = (name: string, element: ReactElement): State => ({ name, element });

const friend = (userId: string, status: PersonStatus): ListedConnection => ({
  requestingUserId: 'margaret',
  acceptingUserId: userId,
  requestStatus: 'complete',
  isConnectionBroken: false,
  users: ['margaret', userId].map((id) => ({ id, userName: member(id).userName })),
  status,
  lastSeen: new Date(Date.now() - 130 * 60_000).toISOString(),
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
});

const button = (text: string, more: Record<string, unknown> = {}, kind = ''): ReactElement => (
  <button key={text} type="button" className={`btn ${kind}`} {...more}>
    {text}
  </button>
);

const states: State[] = [
  state(
    'Buttons',
    <div className="flex flex-wrap gap-2">
      {button('Plain')}
      {button('Post', {}, 'btn-gold')}
      {button('Invite a friend', {}, 'btn-quiet')}
      {button('Back to all posts', {}, 'btn-text')}
      {button('Liked', { 'aria-pressed': true })}
      {button('Resting', { 'aria-disabled': true })}
      {button('Not now', { disabled: true }, 'btn-gold')}
    </div>,
  ),
  state(
    'Icons',
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2">
      {(Object.keys(ICON_PATHS) as IconName[]).map((name) => (
        <li key={name} className="flex items-center gap-2">
          <Icon name={name} />
          <span className="min-w-0 wrap-anywhere">{name}</span>
        </li>
      ))}
    </ul>,
  ),
  state(
    'People',
    <ul className="grid gap-2">
      {['Ruth Abernathy', 'Coach Sarah', 'Li', 'Bartholomew Featherstonehaugh-Montgomery', 'Łukasz'].map((name) => (
        <li key={name} className="flex items-center gap-3">
          <Avatar userName={name} />
          <Avatar userName={name} isSmall isOnline />
          {name}
        </li>
      ))}
    </ul>,
  ),
  state('Logo', <Logo />),
  state(
    'Pacts in the rail',
    <RailPactList
      me={MARGARET}
      connections={[friend('ruth', 'active'), friend('walter', 'offline')]}
      pacts={[
        pact('active', [member('margaret'), member('ruth')], { id: 'one' }),
        pact('active', [member('margaret'), member('walter')], { id: 'two' }),
        pact(
          'active',
          ['margaret', 'walter', 'ruth', 'bartholomew', 'josephine'].map((who) => member(who)),
          { id: 'many' },
        ),
        pact('active', [member('margaret'), member('josephine')], { id: 'unknown' }),
      ]}
    />,
  ),
  state('Field', <TextField label="Your name" hint="As your team will see it." />),
  state('Field with a problem', <TextField label="Email address" problem="Please write your email address." />),
  state('Password', <PasswordField label="Password" />),
  state('Try again', <TryAgain sentence="Kith cannot be reached right now." onAgain={nothing} />),
  state('Try again, trying', <TryAgain sentence="Kith cannot be reached right now." onAgain={nothing} isBusy />),
  state('Problem', <Problem>Please wait a moment and try again.</Problem>),
  state('Page that is missing', <MissingPage sentence={NOT_LOADED} onAgain={nothing} />),
  state('Loading', <FeedSkeleton />),
  state(
    'Times',
    <p>
      {[0, 5, 90, 26 * 60, 9 * 24 * 60].map((minutes) => (
        <TimeAgo key={minutes} at={new Date(Date.now() - minutes * 60_000).toISOString()} isAlone className="mr-4" />
      ))}
    </p>,
  ),
  { name: 'Offline', element: <OfflineLine />, coversAll: true },
  { name: 'A newer Kith', element: <NewerLine onOpen={nothing} onLater={nothing} />, coversAll: true },
  {
    name: 'Dialog that is missing',
    element: <MissingOverlay sentence={NOT_LOADED} onAgain={nothing} onClose={nothing} />,
    coversAll: true,
  },
  {
    name: 'Dialog',
    element: (
      <Dialog title="Invite a friend to Harbour Walkers" onClose={nothing}>
        <p>Send your friend this link, or read them the code.</p>
      </Dialog>
    ),
    coversAll: true,
  },
];

export default { title: 'Design', states } satisfies States;
