// The way in for somebody who is not asked by name: a link to send, and a code to read aloud.
import { useState } from 'react';
import { Icon } from '../design/icon';

interface ShareInviteProps {
  code: string;
  /** The page that the code opens. */
  url: string;
  /** Somebody was asked by name: the link is for others. */
  isForOthers?: boolean;
}

export function ShareInvite({ code, url, isForOthers = false }: ShareInviteProps) {
  const [state, setState] = useState<'rest' | 'copied' | 'failed'>('rest');
  const copy = (): void => {
    // Without HTTPS a browser has no clipboard for pages.
    Promise.resolve(navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <div className="grid gap-3">
      <p>
        {isForOthers
          ? 'Others can join by this link, or with the code. It is good for 14 days.'
          : 'Send a friend this link, or read them the code. It is good for 14 days.'}
      </p>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,13rem),1fr))] items-end gap-3">
        <div>
          <h3 className="text-base!">Code</h3>
          <p className="text-display font-semibold tracking-wider text-strong" data-testid="pact-code">
            {code}
          </p>
        </div>
        <button type="button" className="btn btn-gold" onClick={copy}>
          <Icon name={state === 'copied' ? 'check' : 'copy'} />
          {state === 'copied' ? 'Copied' : 'Copy the link'}
        </button>
      </div>
      <p className="rounded-md bg-page px-4 py-3 text-small break-all text-strong">{url}</p>
      <p role="status" className="empty:hidden">
        {state === 'copied' && 'The link is copied. Paste it into a message to your friend.'}
        {state === 'failed' && 'This browser did not let Kith copy. Mark the link above and copy it by hand.'}
      </p>
    </div>
  );
}
