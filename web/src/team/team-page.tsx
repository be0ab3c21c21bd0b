// The team page: who is here, what is pinned, what one writes, and the posts. The order in the page is the order of
// reading, on a phone and beside each other.
import { Suspense, useCallback, useEffect, useState } from 'react';
import type { PostId } from '@kith/client';
import { PartBoundary, QuietBoundary } from '../design/boundary';
import { lazyPart } from '../design/lazy-part';
import { FeedSkeleton } from '../design/skeleton';
import { useLiveStatus } from '../live/live-context';
import { useBringToPost } from './bring-to-post';
import { CheerRow } from './cheer-row';
import { Composer } from './composer';
import { CountersCard } from './counters-card';
import { useDesk } from './desk-context';
import { useDraft } from './draft';
import { Feed } from './feed';
import { HereNow } from './here-now';
import { NewPostsPill } from './new-posts-pill';
import { PinToast } from './pin-toast';
import { AlsoPinned, PinnedCard } from './pinned-card';
import { Spotlight } from './spotlight';
import { TeamHead } from './team-head';
import { TickerLine } from './ticker-line';
import { useFeedAhead } from './use-feed';
import { usePinning } from './use-pinning';
import { usePins } from './use-pins';

const CoachTools = lazyPart(() => import('../coach/coach-tools'));
const CheerSky = lazyPart(() => import('./cheer-sky'));

interface TeamPageProps {
  /** The post that a link leads to. */
  spotlight: PostId | undefined;
}

export default function TeamPage({ spotlight }: TeamPageProps) {
  const { team } = useDesk();
  const pins = usePins();
  const pinning = usePinning(pins.acceptAhead);
  const [draft, setDraft] = useDraft();
  const isConnecting = useLiveStatus() === 'connecting';
  const feed = useFeedAhead();
  const [sought, seek] = useState<PostId>();
  useBringToPost(
    sought,
    useCallback(() => seek(undefined), []),
  );
  const pinned = pins.shown.filter((post) => post.id !== spotlight);
  useEffect(() => {
    document.title = `${team.name} · Kith`;
  }, [team.name]);

  return (
    <>
      <main id="main" className="main-column">
        <TeamHead />
        <TickerLine />
        {spotlight !== undefined && <Spotlight postId={spotlight} />}
        <p role="alert" className="text-danger empty:hidden">
          {pinning.problem}
        </p>
        {/* Until it is known what is pinned on top, nothing stands below it that would be pushed down. */}
        {pins.isLoading ? (
          <FeedSkeleton />
        ) : (
          <>
            <PinnedCard posts={pinned} onPin={pinning.toggle} />
            <section className="card" aria-label="Write and cheer">
              <Composer draft={draft} onDraft={setDraft} />
              <CheerRow />
            </section>
            {/* In the row that is kept free for the button, at its left. */}
            <h2 className="-mt-2 -mb-15 flex min-h-13 items-center @max-[18rem]:sr-only">Posts</h2>
            <NewPostsPill onShow={seek} />
            <Feed
              onPin={pinning.toggle}
              onEdit={(body) => setDraft(draft === '' ? body : `${draft}\n\n${body}`)}
              sought={sought}
            />
          </>
        )}
      </main>
      <aside className="side-column" aria-label="More about the team">
        {/* Below the posts on a phone; and who is here, on top, is known when there is a connection or none to be had. */}
        {!isConnecting && !pins.isLoading && !feed.isPending && (
          <>
            <HereNow />
            <CountersCard />
            <AlsoPinned posts={pinned} />
            {team.role === 'coach' && (
              <PartBoundary>
                <Suspense>
                  <CoachTools team={team.id} />
                </Suspense>
              </PartBoundary>
            )}
          </>
        )}
      </aside>
      <PinToast posts={pins.fresh} onClose={pins.accept} />
      {/* What one reads comes first. */}
      {!feed.isPending && (
        <QuietBoundary>
          <Suspense>
            <CheerSky />
          </Suspense>
        </QuietBoundary>
      )}
    </>
  );
}
