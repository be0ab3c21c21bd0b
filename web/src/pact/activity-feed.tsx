// What happened between the people of a pact, the newest at the bottom, earlier things upwards when asked for. It never
// moves by itself: what comes while the reader is further up waits behind a button.
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { announcer } from '../design/announcer';
import { Icon } from '../design/icon';
import { isCalm } from '../design/motion';
import { Problem } from '../design/notice';
import type { CheckinId, PactActivity } from '@kith/client';
import { ActivityItem } from './activity-item';
import { undoneIn } from './day-marks';
import { type FeedReader, heardText, newEntriesText } from './feed-words';

/** So many of the newest are shown at first … */
const SHOWN_FIRST = 8;
/** … and so many more with each press. */
const SHOWN_MORE = 20;

export interface ActivityFeedProps {
  /** The oldest first. */
  activities: readonly PactActivity[];
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  reader: FeedReader;
  title: string;
  celebrated: ReadonlySet<CheckinId>;
  /** Those of them that the server does not have. */
  waiting?: ReadonlySet<CheckinId>;
  problem: { seq: number; sentence: string } | undefined;
  onEarlier: () => Promise<void>;
  onCelebrate: ((activity: PactActivity) => void) | undefined;
  onEncourage: ((activity: PactActivity) => void) | undefined;
}

export function ActivityFeed(props: ActivityFeedProps) {
  const { activities, hasEarlier, isLoadingEarlier, reader, celebrated, problem, onEarlier } = props;
  const [from, setFrom] = useState<number>();
  const [failed, setFailed] = useState(false);
  // What is shown at first stays shown: new entries do not push old ones out.
  if (from === undefined && activities.length > 0) {
    setFrom(activities[Math.max(0, activities.length - SHOWN_FIRST)]?.seq ?? 0);
  }
  const undone = useMemo(() => undoneIn(activities), [activities]);
  const firstShown = from ?? 0;
  const shown = activities.filter(({ seq }) => seq >= firstShown);
  const windowRef = useRef<HTMLDivElement>(null);
  const endRef = useRef<HTMLDivElement>(null);
  const { unseen, see } = useUnseen(activities, endRef, reader);
  const hold = useHeldPlace(windowRef, shown[0]?.seq);
  useStartAtEnd(windowRef, activities.length > 0);

  const more = async (): Promise<void> => {
    const hidden = activities.filter(({ seq }) => seq < firstShown);
    hold();
    setFailed(false);
    if (hidden.length < SHOWN_MORE && hasEarlier) {
      await onEarlier().catch(() => setFailed(true));
      hold();
      setFrom(0);
    } else setFrom(hidden.at(-SHOWN_MORE)?.seq ?? 0);
  };
  return (
    <section className="card log-card" aria-label="What happened">
      <h2>{props.title}</h2>
      <div ref={windowRef} className="log-window" tabIndex={-1}>
        {(hasEarlier || shown.length < activities.length) && (
          <button
            type="button"
            className="btn mb-1 w-full"
            aria-disabled={isLoadingEarlier}
            onClick={() => !isLoadingEarlier && void more()}
          >
            {isLoadingEarlier ? 'Loading…' : 'Show earlier'}
          </button>
        )}
        {failed && <Problem>That did not work. Please try again in a moment.</Problem>}
        {activities.length === 0 && <p>What you do will show here, for all of you.</p>}
        <ul className="log">
          {shown.map((activity) => (
            <ActivityItem
              key={activity.seq}
              activity={activity}
              reader={reader}
              isCelebrated={activity.data.checkinId !== undefined && celebrated.has(activity.data.checkinId)}
              isWaiting={
                activity.data.checkinId !== undefined && (props.waiting?.has(activity.data.checkinId) ?? false)
              }
              isUndone={activity.data.checkinId !== undefined && undone.has(activity.data.checkinId)}
              problem={problem?.seq === activity.seq ? problem.sentence : undefined}
              onCelebrate={props.onCelebrate}
              onEncourage={props.onEncourage}
            />
          ))}
        </ul>
        <div ref={endRef} className="h-px" />
      </div>
      <NewPill
        text={newEntriesText(unseen.length)}
        onPress={() => {
          const first = unseen[0]?.seq;
          see();
          goTo(first);
        }}
      />
    </section>
  );
}

function NewPill({ text, onPress }: { text: string; onPress: () => void }) {
  if (text === '') return null;
  return (
    <div className="log-pill">
      <button
        type="button"
        className="glass enters pointer-events-auto flex min-h-13 items-center gap-2 rounded-full px-6 font-semibold"
        onClick={onPress}
      >
        <Icon name="down" isSmall className="text-gold" />
        {text}
      </button>
    </div>
  );
}

/** The entries of others that came since the reader was last at the bottom. */
function useUnseen(activities: readonly PactActivity[], endRef: RefObject<HTMLElement | null>, reader: FeedReader) {
  const newest = activities.at(-1)?.seq ?? 0;
  const [seenTo, setSeenTo] = useState<number>();
  const isAtEnd = useIsVisible(endRef);
  const see = (): void => setSeenTo(newest);
  // The first ones that are loaded are not news; nor is what the reader looks at.
  if (newest > 0 && seenTo !== newest && (seenTo === undefined || isAtEnd)) setSeenTo(newest);
  const unseen = activities.filter(({ seq, userId }) => seq > (seenTo ?? newest) && userId !== reader.me);
  const last = unseen.at(-1);
  const heard = last === undefined ? '' : heardText(last, reader);
  useEffect(() => announcer.say('posts', heard), [heard]);
  return { unseen, see };
}

function useIsVisible(ref: RefObject<HTMLElement | null>): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    if (!ref.current || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((entries) => setVisible(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref]);
  return isVisible;
}

/** In a window of its own the feed is first seen at its bottom; in the page it is where it is. */
function useStartAtEnd(ref: RefObject<HTMLElement | null>, isLoaded: boolean): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (isLoaded && element && element.scrollHeight > element.clientHeight) element.scrollTop = element.scrollHeight;
  }, [ref, isLoaded]);
}

/** Earlier entries come in above without moving what is looked at. Call the result before they come. */
function useHeldPlace(ref: RefObject<HTMLElement | null>, first: number | undefined): () => void {
  const held = useRef<{ first: number | undefined; height: number }>(undefined);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || held.current === undefined || held.current.first === first) return;
    const grownBy = element.scrollHeight - held.current.height;
    held.current = undefined;
    const isWindow = element.scrollHeight > element.clientHeight + 1;
    if (isWindow) element.scrollTop += grownBy;
    else globalThis.scrollBy?.(0, grownBy);
  }, [ref, first]);
  return () => {
    held.current = { first, height: ref.current?.scrollHeight ?? 0 };
  };
}

/** Brings the first of the new ones into view, and the focus to it. */
function goTo(seq: number | undefined): void {
  const target = seq === undefined ? null : document.getElementById(`activity-${String(seq)}`);
  if (!target) return;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'center', behavior: isCalm() ? 'auto' : 'smooth' });
}
