// Makes a pact in three steps. Each step has an address of its own, so that the browser's way back works; what was
// chosen is kept.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { sentenceOf } from '../api/call';
import type { PactMade, User } from '@kith/client';
import { createGoal, createPact, fetchConnections, fetchGoals } from './pact-calls';
import { pactKeys } from './pact-keys';
import type { Friend } from './partner-step';
import { useWizardDraft } from './use-draft';
import { newGoal, reachable, STEPS, type Step, type WizardDraft } from './wizard';
import { WizardForm } from './wizard-form';

const NONE: readonly never[] = [];

export default function WizardPage({ me, step }: { me: User; step: string | undefined }) {
  const [draft, setDraft, forget] = useWizardDraft(me.id);
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const goals = useQuery({ queryKey: pactKeys.goals, queryFn: fetchGoals, staleTime: 0 });
  const friends = useFriends(me);
  const wanted = STEPS.find((one) => one === step) ?? STEPS[0];
  const current = reachable(draft, wanted);
  const make = useMutation({
    mutationFn: () => makePact(draft, (made) => setDraft({ ...draft, made })),
    onSuccess: ({ pact, inviteCode }) => {
      forget();
      client.setQueryData(pactKeys.code(pact.id), inviteCode);
      void client.invalidateQueries({ queryKey: pactKeys.list });
      void client.invalidateQueries({ queryKey: pactKeys.goals });
      navigate(`/pacts/${pact.id}`, { replace: true });
    },
  });
  const headingRef = useStepFocus(current);
  useEffect(() => {
    document.title = 'A new pact · Kith';
  }, []);

  if (current !== wanted) return <Redirect to={addressOf(current)} replace />;
  const index = STEPS.indexOf(current);
  const next = STEPS[index + 1];
  const previous = STEPS[index - 1];
  return (
    <main id="main" className="main-column py-6">
      <WizardForm
        step={current}
        draft={draft}
        goals={goals.data?.filter((goal) => !goal.archived) ?? NONE}
        friends={friends}
        headingRef={headingRef}
        problem={make.error ? sentenceOf(make.error) : undefined}
        isBusy={make.isPending}
        onChange={setDraft}
        onNext={() => (next === undefined ? make.mutate() : navigate(addressOf(next)))}
        onBack={previous && (() => navigate(addressOf(previous)))}
      />
      <Link href="/pacts" className="btn btn-text justify-self-start">
        Not now
      </Link>
    </main>
  );
}

function addressOf(step: Step): string {
  return step === STEPS[0] ? '/pacts/new' : `/pacts/new/${step}`;
}

/** After a step, reading goes on at the new question. */
function useStepFocus(step: Step): React.RefObject<HTMLHeadingElement | null> {
  const ref = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    globalThis.scrollTo(0, 0);
    ref.current?.focus({ preventScroll: true });
  }, [step]);
  return ref;
}

function useFriends(me: User): readonly Friend[] {
  const { data } = useQuery({ queryKey: pactKeys.friends, queryFn: fetchConnections, staleTime: 0 });
  if (!data) return NONE;
  return data
    .filter(({ requestStatus, isConnectionBroken }) => requestStatus === 'complete' && !isConnectionBroken)
    .flatMap(({ users }) => users.filter(({ id }) => id !== me.id))
    .map(({ id, userName }) => ({ userId: id, userName }))
    .toSorted((a, b) => a.userName.localeCompare(b.userName));
}

/** Makes the habit and then the pact; a habit that was made for the same choice before is taken again. */
async function makePact(draft: WizardDraft, remember: (made: WizardDraft['made']) => void): Promise<PactMade> {
  const wanted = newGoal(draft);
  const key = JSON.stringify(wanted);
  let goalId = draft.habit?.kind === 'mine' ? draft.habit.goalId : undefined;
  if (wanted) {
    goalId = draft.made?.key === key ? draft.made.goalId : (await createGoal(wanted)).id;
    remember({ key, goalId });
  }
  return createPact({ habitGoalId: goalId ?? '', durationDays: draft.days, partnerUserIds: [...draft.friends] });
}
