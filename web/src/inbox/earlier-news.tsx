// The way further back in the inbox: a button, and words where the inbox begins.
import { useEffect, useRef } from 'react';
import { TryAgain } from '../design/notice';

interface EarlierNewsProps {
  /** There is more than what is listed. */
  hasMore: boolean;
  isLoading: boolean;
  problem: string | undefined;
  onShow: () => void;
}

export function EarlierNews({ hasMore, isLoading, problem, onShow }: EarlierNewsProps) {
  const end = useRef<HTMLParagraphElement>(null);
  const wasPressed = useRef(false);
  useEffect(() => {
    // Takes the focus of the button that is gone.
    if (!hasMore && wasPressed.current) end.current?.focus({ preventScroll: true });
  }, [hasMore]);
  if (!hasMore) {
    return (
      <p ref={end} className="text-center text-small" tabIndex={-1}>
        This is where your inbox begins.
      </p>
    );
  }
  if (problem !== undefined) return <TryAgain sentence={problem} isBusy={isLoading} onAgain={onShow} />;
  return (
    <button
      type="button"
      className="btn justify-self-center"
      aria-disabled={isLoading}
      onClick={() => {
        wasPressed.current = true;
        onShow();
      }}
    >
      {isLoading ? 'Loading earlier news…' : 'Show earlier news'}
    </button>
  );
}
