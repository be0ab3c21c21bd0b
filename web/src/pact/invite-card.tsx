// How others come into a pact of the reader's own. Its code is known where it was just made; else a new one is made.
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { sentenceOf } from '../api/call';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { PactId } from '@kith/client';
import { createPactInvite } from './pact-calls';
import { pactKeys } from './pact-keys';
import { ShareInvite } from './share-invite';

interface InviteWayProps {
  pactId: PactId;
  /** Somebody was asked by name. */
  isForOthers?: boolean;
}

export function InviteWay({ pactId, isForOthers = false }: InviteWayProps) {
  const client = useQueryClient();
  // Only what this device was told; the server does not tell a code twice.
  const { data: code } = useQuery<string | null>({
    queryKey: pactKeys.code(pactId),
    queryFn: () => null,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => createPactInvite(pactId),
    onSuccess: ({ inviteCode }) => client.setQueryData(pactKeys.code(pactId), inviteCode),
  });
  if (code) {
    return <ShareInvite code={code} url={`${location.origin}/join/${code}`} isForOthers={isForOthers} />;
  }
  return (
    <>
      <button
        type="button"
        className="btn justify-self-start"
        aria-disabled={isPending}
        onClick={() => !isPending && mutate()}
      >
        <Icon name="invite" />
        {isPending ? 'One moment…' : 'Get a link to share'}
      </button>
      {error && <Problem>{sentenceOf(error)}</Problem>}
    </>
  );
}

/** For a pact that runs already: behind a button, since it is rarely wanted. */
export function InviteMore({ pactId }: { pactId: PactId }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="card" aria-label="Ask more friends">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2>Room for more?</h2>
        <button type="button" className="btn btn-quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Ask a friend
        </button>
      </div>
      {isOpen && <InviteWay pactId={pactId} />}
    </section>
  );
}
