// The pages of the pacts by their addresses. What is not the list is loaded when it is asked for.
import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { lazyPart } from '../design/lazy-part';
import { FeedSkeleton } from '../design/skeleton';
import type { User } from '@kith/client';
import PactsPage from './pacts-page';

const PactPage = lazyPart(() => import('./pact-page'));
const WizardPage = lazyPart(() => import('./wizard-page'));

export default function PactPages({ me }: { me: User }) {
  return (
    <Suspense
      fallback={
        <main id="main" className="main-column py-6">
          <FeedSkeleton />
        </main>
      }
    >
      <Switch>
        <Route path="/pacts/new/:step?">{({ step }) => <WizardPage me={me} step={step} />}</Route>
        <Route path="/pacts/:id">{({ id }) => <PactPage key={id} me={me} pactId={id} />}</Route>
        <Route>
          <PactsPage me={me} />
        </Route>
      </Switch>
    </Suspense>
  );
}
