// Every piece of the pacts in every state, with sample people: for the gallery.
import { ActivityFeed } from '../pact/activity-feed';
import Calendar from '../pact/calendar';
import type { TodayFacts } from '../pact/checkin-words';
import { celebratedBy, marksOf } from '../pact/day-marks';
import EncourageDialog from '../pact/encourage-dialog';
import { KindToast } from '../pact/kind-toast';
import { LeavePact } from '../pact/leave-pact';
import { MomentCard } from '../pact/moment-card';
import { PactHead } from '../pact/pact-head';
import { PactList } from '../pact/pact-list';
import { PictureLine } from '../pact/picture-line';
import { PictureField } from '../pact/picture-field';
import { readerOf } from '../pact/reader';
import { activity, checkin, MARGARET, member, NOW, pact, progress, TODAY, WALK, WEEK } from '../pact/samples';
import { ShareInvite } from '../pact/share-invite';
import { CheckinForm, TodayCard } from '../pact/today-card';
import { TogetherCard, type TogetherCardProps } from '../pact/together-card';
import { MarkKey, type MarkedPerson, WeekStrip } from '../pact/week-strip';
import { EMPTY_DRAFT, STEPS } from '../pact/wizard';
import { WizardForm } from '../pact/wizard-form';
import { YesterdayLine } from '../pact/yesterday-line';
import type { CheckinStatus } from '@kith/client';
import type { State, States } from './states';

const ignore = (): void => undefined;
const TWO = [member('margaret'), member('ruth')];
const READER = readerOf(MARGARET, pact('active', TWO));
const PEOPLE: readonly MarkedPerson[] = [
  { userId: 'margaret', name: 'You', isReader: true, marks: marksOf(WEEK, 'margaret') },
  { userId: 'ruth', name: 'Ruth', isReader: false, marks: marksOf(WEEK, 'ruth') },
];

const listed = (name: string, pacts: Parameters<typeof PactList>[0]['pacts']): State => ({
  name: `Pacts: ${name}`,
  element: (
    <PactList
      pacts={pacts}
      me="margaret"
      today={TODAY}
      online={new Set(['ruth'])}
      said={new Map()}
      busy={undefined}
      problem={undefined}
      onStep={ignore}
    />
  ),
});

const together = (name: string, part: Partial<TogetherCardProps>): State => ({
  name: `People: ${name}`,
  element: (
    <TogetherCard
      members={[progress('margaret', 7, 8), progress('ruth', 8, 8)]}
      me="margaret"
      today={new Map<string, CheckinStatus>([['ruth', 'completed']])}
      unit="day"
      here={new Set(['ruth'])}
      lastSeen={new Map()}
      nowMs={Date.parse(NOW)}
      onEncourage={ignore}
      {...part}
    />
  ),
});

const today = (
  name: string,
  mine: CheckinStatus | undefined,
  part: Partial<Parameters<typeof TodayCard>[0]> = {},
  kept?: TodayFacts['kept'],
): State => ({
  name: `Today: ${name}`,
  element: (
    <TodayCard
      facts={{
        mine,
        me: progress('margaret', 8, 8),
        others: [{ name: 'Ruth', isDone: true, progress: progress('ruth', 8, 8) }],
        unit: 'day',
        kept,
      }}
      checkin={mine && checkin(mine, 'To the bandstand and back. Lovely light.')}
      problem={undefined}
      written={{ note: '', picture: undefined }}
      onUndo={mine && ignore}
      onLog={async () => true}
      {...part}
    />
  ),
});

const wizard = STEPS.map((step): State => ({
  name: `Wizard: ${step}`,
  element: (
    <WizardForm
      step={step}
      draft={{ ...EMPTY_DRAFT, habit: { kind: 'own' }, ownName: 'A walk after lunch', rhythm: 'weekdays' }}
      goals={[WALK]}
      friends={['ruth', 'bartholomew'].map((userId) => ({ userId, userName: member(userId).userName }))}
      problem={undefined}
      isBusy={false}
      onChange={ignore}
      onNext={ignore}
      onBack={step === 'habit' ? undefined : ignore}
    />
  ),
}));

const feed = (name: string, activities: typeof WEEK): State => ({
  name: `What happened: ${name}`,
  element: (
    <ActivityFeed
      activities={activities}
      hasEarlier={activities.length > 0}
      isLoadingEarlier={false}
      reader={READER}
      title="Between you two"
      celebrated={celebratedBy(activities, 'margaret')}
      problem={undefined}
      onEarlier={async () => undefined}
      onCelebrate={ignore}
      onEncourage={ignore}
    />
  ),
});

const moment = (name: string, isOwn: boolean): State => ({
  name: `Milestone: ${name}`,
  element: (
    <MomentCard
      days={7}
      title="7 days in a row"
      line={isOwn ? 'You did that, day by day. Well done.' : 'Ruth did that. A word from you would be lovely.'}
      isNew
      celebrate={isOwn ? undefined : { isDone: false, onCelebrate: ignore }}
      onClose={ignore}
    />
  ),
});

const overlays: readonly State[] = [
  {
    name: 'Encourage',
    coversAll: true,
    element: <EncourageDialog name="Ruth" isSending={false} problem={undefined} onSend={ignore} onClose={ignore} />,
  },
  {
    name: 'A kind word',
    coversAll: true,
    element: (
      <KindToast
        activity={activity(11, 'encouragement_sent', 'ruth', { targetUserId: 'margaret', message: 'Thinking of you.' })}
        reader={READER}
        onClose={ignore}
      />
    ),
  },
];

const states: readonly State[] = [
  listed('none', []),
  listed('each kind', [
    pact('pending', [member('walter'), member('margaret', 'pending')], { id: 'asked', creatorUserId: 'walter' }),
    pact('active', TWO, { id: 'two' }),
    pact('active', [...TWO, member('walter'), member('bartholomew')], { id: 'four', durationDays: 14 }),
    pact('pending', [member('margaret'), member('josephine', 'pending')], { id: 'waiting' }),
    pact('completed', [member('margaret', 'done'), member('ruth', 'done')], { id: 'over' }),
    pact('expired', [member('margaret')], { id: 'expired' }),
  ]),
  {
    name: 'Head',
    element: <PactHead title="A walk, every day" line="Day 8 of 30. Until December 15." share={8 / 30} />,
  },
  { name: 'Invitation to share', element: <ShareInvite code="399B-S6WQ" url="https://kith.example/join/399B-S6WQ" /> },
  {
    name: 'Invitation to share with others',
    element: <ShareInvite code="399B-S6WQ" url="https://kith.example/join/399B-S6WQ" isForOthers />,
  },
  together('two, online', {}),
  together('two, last seen', { here: new Set(), lastSeen: new Map([['ruth', '2026-11-23T10:00:00.000Z']]) }),
  together('two, at the beginning', {
    members: [progress('margaret', 0, 0), progress('ruth', 0, 0)],
    today: new Map(),
  }),
  together('four, one not answered', {
    members: [
      progress('margaret', 3, 4),
      progress('ruth', 4, 4),
      progress('bartholomew', 1, 4),
      { ...progress('walter', 0, 0), status: 'pending' },
    ],
    unit: 'week',
  }),
  together('over', { today: undefined, onEncourage: undefined, here: undefined }),
  today('open', undefined),
  today('sending', 'completed', {}, 'sending'),
  today('not sent yet', 'completed', {}, 'waiting'),
  today('failed', undefined, { problem: 'Kith cannot be reached right now. Please try again in a moment.' }),
  today('done', 'completed'),
  today('part of it', 'partial'),
  today('not today, yesterday open', 'skipped', { children: <YesterdayLine onLog={ignore} /> }),
  {
    name: 'Today: changing it',
    element: (
      <CheckinForm
        start={{ note: 'Lovely light.', picture: undefined }}
        status="completed"
        names={['Ruth']}
        onLog={async () => undefined}
        onKeep={ignore}
      />
    ),
  },
  {
    name: 'Picture that lasts as long as the page',
    element: (
      <PictureLine
        kept={{ key: 'k', habitGoalId: 'walk', day: TODAY, picture: new Blob(), at: 0, isWithPage: true }}
        isCheckinAhead
        onAgain={ignore}
      />
    ),
  },
  { name: 'Picture', element: <PictureField picture={undefined} forWhom="For Ruth and you" onPicture={ignore} /> },
  { name: 'Week', element: <WeekStrip people={PEOPLE} today={TODAY} /> },
  {
    name: 'Week, long names',
    element: (
      <WeekStrip
        people={PEOPLE.map((one) => (one.isReader ? one : { ...one, name: 'Josephine Oyelaran-Whittaker' }))}
        today={TODAY}
      />
    ),
  },
  { name: 'What the days mean', element: <MarkKey states={['partial', 'skipped']} isWaiting /> },
  { name: 'Month', element: <Calendar people={PEOPLE} today={TODAY} from="2026-11-16" to="2026-12-15" /> },
  moment('of another one', false),
  moment('of one’s own', true),
  feed('a week', WEEK),
  feed('nothing', []),
  ...wizard,
  { name: 'Leave', element: <LeavePact isBusy={false} problem={undefined} onLeave={ignore} /> },
];

export default { title: 'Pacts', states: [...states, ...overlays] } satisfies States;
