// A coach's way to bring a friend in: a link to send, and a code to read aloud.
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createInvite } from '../api/account-calls';
import { sentenceOf } from '../api/call';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import { TryAgain } from '../design/notice';
import { dayInWords } from '../design/time-in-words';
import type { Invite } from '@kith/client';
import { useDesk } from './desk-context';

export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { team } = useDesk();
  const { mutate, data: invite, error, isPending } = useMutation({ mutationFn: () => createInvite(team.id) });
  useEffect(() => mutate(), [mutate]);

  return (
    <Dialog title={`Invite a friend to ${team.name}`} onClose={onClose}>
      <div className="mt-4 grid gap-4">
        {error && <TryAgain sentence={sentenceOf(error)} isBusy={isPending} onAgain={() => mutate()} />}
        {isPending && <p role="status">Making an invitation…</p>}
        {invite && <InviteDetails invite={invite} />}
      </div>
    </Dialog>
  );
}

function InviteDetails({ invite }: { invite: Invite }) {
  return (
    <>
      <p>
        Send your friend this link, or read them the code. It is good until {dayInWords(new Date(invite.expiresAt))}.
      </p>
      <div>
        <h3 className="text-base!">Code</h3>
        <p className="mt-1 text-display font-semibold tracking-wider text-strong" data-testid="invite-code">
          {invite.code}
        </p>
      </div>
      <div>
        <h3 className="text-base!">Link</h3>
        <p className="mt-1 rounded-md bg-page px-4 py-3 break-all text-strong" data-testid="invite-link">
          {invite.url}
        </p>
      </div>
      <CopyButton text={invite.url} />
    </>
  );
}

function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'rest' | 'copied' | 'failed'>('rest');
  const copy = (): void => {
    // Without HTTPS a browser has no clipboard for pages.
    Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <>
      <button type="button" className="btn btn-gold" onClick={copy}>
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
        {state === 'copied' ? 'Copied' : 'Copy the link'}
      </button>
      <p role="status" className="empty:hidden">
        {state === 'copied' && 'The link is copied. Paste it into a message to your friend.'}
        {state === 'failed' && 'This browser did not let Kith copy. Mark the link above and copy it by hand.'}
      </p>
    </>
  );
}
