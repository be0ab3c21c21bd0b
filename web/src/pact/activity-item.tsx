// One thing that happened in a pact: who, what, their words, when; and what can be answered to it.
import { memo } from 'react';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { IconName } from '../design/icon-paths';
import { TimeAgo } from '../design/time-ago';
import type { PactActivity } from '@kith/client';
import { activityWords, type FeedReader } from './feed-words';
import { CelebrateButton } from './moment-card';
import { ProofPictures } from './proof-picture';

export interface ActivityItemProps {
  activity: PactActivity;
  reader: FeedReader;
  /** Whether the reader has celebrated this check-in. */
  isCelebrated: boolean;
  /** Whether that is on this device only. */
  isWaiting?: boolean;
  /** Whether the check-in that it is about was taken back. */
  isUndone?: boolean;
  /** Why the last try to celebrate it failed. */
  problem: string | undefined;
  /** `undefined` where nothing can be answered any more. */
  onCelebrate: ((activity: PactActivity) => void) | undefined;
  onEncourage: ((activity: PactActivity) => void) | undefined;
}

/** What stands for things that are not somebody's own doing; people have their initials. */
const ICONS: Partial<Record<PactActivity['type'], IconName>> = {
  checkin_undone: 'undo',
  note_changed: 'pencil',
  celebration_sent: 'heart',
  encouragement_sent: 'message',
  streak_milestone: 'flame',
  proof_added: 'camera',
  streak_broken: 'clock',
  pact_started: 'pact',
  pact_completed: 'star',
  pact_abandoned: 'pact',
  pact_expired: 'clock',
};

export const ActivityItem = memo(function ActivityItem(props: ActivityItemProps) {
  const {
    activity,
    reader,
    isCelebrated,
    isWaiting = false,
    isUndone = false,
    problem,
    onCelebrate,
    onEncourage,
  } = props;
  const { type, data, userId } = activity;
  const words = activityWords(activity, reader);
  const isOthers = userId !== reader.me && !isUndone;
  const canCelebrate = isOthers && (type === 'checkin_completed' || type === 'checkin_partial');
  const canEncourage = isOthers && (type === 'checkin_partial' || type === 'checkin_skipped');
  return (
    <li id={`activity-${activity.seq}`} tabIndex={-1} className="grid gap-2.5">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-3">
        <Sign activity={activity} />
        <div className="min-w-0 leading-snug">
          <p className="font-semibold text-strong">{words}</p>
          {data.message !== undefined && <p className="whitespace-pre-line">“{data.message}”</p>}
          <TimeAgo at={activity.createdAt} isAlone className="text-small" />
        </div>
      </div>
      {type === 'proof_added' && !isUndone && data.checkinId !== undefined && (
        <ProofPictures checkin={data.checkinId} seq={activity.seq} alt={`Picture of ${data.userName}’s check-in`} />
      )}
      {(canCelebrate || canEncourage) && (
        <div className="flex flex-wrap items-start gap-2 *:grow *:basis-33 wide:max-w-80">
          {canCelebrate && onCelebrate && (
            <CelebrateButton isDone={isCelebrated} isWaiting={isWaiting} onCelebrate={() => onCelebrate(activity)} />
          )}
          {canEncourage && onEncourage && (
            <button type="button" className="btn px-2!" onClick={() => onEncourage(activity)}>
              <Icon name="message" />
              Encourage
            </button>
          )}
        </div>
      )}
      <p role="alert" className="text-danger empty:hidden">
        {problem}
      </p>
    </li>
  );
});

function Sign({ activity: { type, data } }: { activity: PactActivity }) {
  const icon = ICONS[type];
  if (icon === undefined) return <Avatar userName={data.userName} />;
  const isGold = type === 'streak_milestone' || type === 'celebration_sent' || type === 'pact_completed';
  return (
    <span className="grid size-12 flex-none place-items-center rounded-full bg-raised text-strong">
      <Icon name={icon} isSolid={isGold} className={isGold ? 'text-gold' : ''} />
    </span>
  );
}
