// The page behind an invitation link: it names the team or the pact, lets who is new make an account, and joins.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Link, useLocation } from 'wouter';
import { acceptInvite, fetchInvite, type InvitePreview } from '../api/account-calls';
import { CallFailed, sentenceOf } from '../api/call';
import { TryAgain } from '../design/notice';
import { keys } from '../team/keys';
import { acceptPactCode, type PactPreview } from '../pact/pact-calls';
import { pactKeys } from '../pact/pact-keys';
import { RegisterForm, SignInForm } from './account-forms';
import { Doorway } from './doorway';
import { session } from './session';

type Way = 'new' | 'known';

export function JoinPage({ code }: { code: string }) {
  const invite = useQuery<InvitePreview | PactPreview>({
    queryKey: keys.invite(code),
    queryFn: () => fetchInvite(code),
  });
  const pact = invite.data && 'habitName' in invite.data ? invite.data : undefined;
  const user = useSyncExternalStore(session.subscribe, session.get)?.user;
  const [way, setWay] = useState<Way>();
  const { join, problem, isJoining } = useJoining(code, pact !== undefined, way !== undefined && user !== undefined);
  const title = invite.data && ('habitName' in invite.data ? invite.data.habitName : invite.data.teamName);
  useEffect(() => {
    document.title = title === undefined ? 'Kith' : `Join ${title} · Kith`;
  }, [title]);

  if (invite.error)
    return (
      <BadInvite
        sentence={badInviteWords(invite.error)}
        onAgain={() => void invite.refetch()}
        isBusy={invite.isFetching}
      />
    );
  return (
    <Doorway>
      <section className="card gap-5!">
        <p>{pact ? `${pact.creatorName} would like to keep this up with you` : 'You are invited to join'}</p>
        <h1 className="-mt-4 text-display!">{title ?? '…'}</h1>
        {problem !== undefined && <TryAgain sentence={problem} isBusy={isJoining} onAgain={join} />}
        {user && problem === undefined && (
          <>
            <p>You are signed in as {user.userName}.</p>
            <button
              type="button"
              className="btn btn-gold"
              aria-disabled={isJoining || !title}
              onClick={() => !isJoining && title && join()}
            >
              {isJoining ? 'Joining…' : pact ? 'Yes, together' : 'Join the team'}
            </button>
          </>
        )}
        {!user && way === undefined && <Ways onChoose={setWay} />}
        {!user && way === 'new' && <RegisterForm />}
        {!user && way === 'known' && <SignInForm />}
      </section>
      {!user && way !== undefined && (
        <p className="flex flex-wrap items-center gap-x-2 px-1">
          {way === 'new' ? 'You have an account?' : 'New here?'}
          <button type="button" className="btn btn-text" onClick={() => setWay(way === 'new' ? 'known' : 'new')}>
            {way === 'new' ? 'Sign in' : 'Make an account'}
          </button>
        </p>
      )}
    </Doorway>
  );
}

function Ways({ onChoose }: { onChoose: (way: Way) => void }) {
  return (
    <div className="grid gap-3">
      <button type="button" className="btn btn-gold" onClick={() => onChoose('new')}>
        I am new
      </button>
      <button type="button" className="btn min-h-14!" onClick={() => onChoose('known')}>
        I have an account
      </button>
    </div>
  );
}

/** Accepts the invitation; at once when somebody signed in on this page in order to. */
function useJoining(code: string, isPact: boolean, isMeant: boolean) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      isPact ? `/pacts/${(await acceptPactCode(code)).id}` : `/teams/${(await acceptInvite(code)).id}`,
    onSuccess: async (address) => {
      await client.invalidateQueries({ queryKey: isPact ? pactKeys.list : keys.me });
      navigate(address, { replace: true });
    },
  });
  const wasMeant = useRef(false);
  useEffect(() => {
    if (!isMeant || wasMeant.current) return;
    wasMeant.current = true;
    mutate();
  }, [isMeant, mutate]);
  return { join: mutate as () => void, problem: error ? sentenceOf(error) : undefined, isJoining: isPending };
}

/** Whoever gave it may be a coach or a friend: the page does not know what a dead code was for. */
function badInviteWords(error: Error): string {
  const isDead = error instanceof CallFailed && !error.temporary;
  return isDead
    ? 'It may be over, or not be typed right. Ask whoever gave it to you for a new one.'
    : sentenceOf(error);
}

function BadInvite({ sentence, onAgain, isBusy }: { sentence: string; onAgain: () => void; isBusy: boolean }) {
  return (
    <Doorway>
      <h1>This invitation does not work</h1>
      <TryAgain sentence={sentence} isBusy={isBusy} onAgain={onAgain} />
      <Link href="/" className="btn btn-text justify-self-start">
        Go to Kith
      </Link>
    </Doorway>
  );
}
