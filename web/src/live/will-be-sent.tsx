// Says of something that it is kept on this device, and when it will be sent.
import { useSyncExternalStore } from 'react';
import { Icon } from '../design/icon';

/** The end of "Will be sent …". */
export function whenSent(isOnLine: boolean): string {
  return isOnLine ? 'as soon as Kith can be reached' : 'when you are back online';
}

export function useWhenSent(): string {
  return whenSent(useSyncExternalStore(subscribe, () => navigator.onLine));
}

/** A line of its own; `lead` begins the sentence, as "Will be sent". */
export function WillBeSent({ lead = 'Will be sent' }: { lead?: string }) {
  const when = useWhenSent();
  return (
    <span className="inline-flex items-center gap-2">
      <Icon name="clock" isSmall />
      <span>
        {lead} {when}.
      </span>
    </span>
  );
}

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('online', listener);
  globalThis.addEventListener('offline', listener);
  return () => {
    globalThis.removeEventListener('online', listener);
    globalThis.removeEventListener('offline', listener);
  };
}
