// Brings the reader's pacts into the rail: only where there is one, and after the page that one came for.
import { Suspense } from 'react';
import { QuietBoundary } from '../design/boundary';
import { useRail } from '../design/columns';
import { lazyPart } from '../design/lazy-part';
import { useSettled } from '../design/use-settled';
import type { User } from '@kith/client';

const RailPacts = lazyPart(() => import('./rail-pacts'));

export function PactsInRail({ me }: { me: User }) {
  const isSettled = useSettled();
  const hasRail = useRail();
  if (!isSettled || !hasRail) return null;
  return (
    <QuietBoundary>
      <Suspense>
        <RailPacts me={me} />
      </Suspense>
    </QuietBoundary>
  );
}
