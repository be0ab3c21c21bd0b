// Tells of a celebration or a kind word for the reader. It stays until it is closed; its lasting twin is the entry in the
// feed.
import { useRef } from 'react';
import { Icon } from '../design/icon';
import { useHeightVariable } from '../design/use-height-variable';
import type { PactActivity } from '@kith/client';
import { type FeedReader, receivedWords } from './feed-words';

interface KindToastProps {
  activity: PactActivity | undefined;
  reader: FeedReader;
  onClose: () => void;
}

export function KindToast({ activity, reader, onClose }: KindToastProps) {
  const ref = useRef<HTMLDivElement>(null);
  useHeightVariable(ref, '--toast-height');
  return (
    // Always in the page, so that a screen reader hears what comes into it.
    <div ref={ref} className="toasts" role="status">
      {activity && (
        <div
          className="glass enters pointer-events-auto flex w-full max-w-[37rem] items-center gap-4 rounded-lg py-2 pl-5"
          data-testid="kind-toast"
        >
          <Icon
            name={activity.type === 'celebration_sent' ? 'heart' : 'message'}
            isSolid={activity.type === 'celebration_sent'}
            className="text-gold"
          />
          <p className="min-w-0 flex-1 leading-snug">
            <strong>{receivedWords(activity, reader)}</strong>
            {activity.data.message !== undefined && (
              <span className="line-clamp-3 block">“{activity.data.message}”</span>
            )}
          </p>
          <button
            type="button"
            className="mx-2 grid size-12 flex-none place-items-center rounded-full"
            onClick={onClose}
          >
            <Icon name="close" />
            <span className="sr-only">Close</span>
          </button>
        </div>
      )}
    </div>
  );
}
