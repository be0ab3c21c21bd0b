// A conversation on the page: its head, the lines with the newest at the bottom, and where one writes.
import type { ReactNode } from 'react';
import { TryAgain } from '../design/notice';
import type { OwnPost } from '../live/own-words';
import { OwnLines } from './own-lines';
import type { Line } from './talk';
import { TalkComposer } from './talk-composer';
import { TalkLines } from './talk-lines';

interface TalkViewProps {
  head: ReactNode;
  name: string;
  lines: readonly Line[];
  waiting: readonly OwnPost[];
  firstNew: string | undefined;
  /** Why nothing, or nothing more, could be loaded. */
  problem: string | undefined;
  isLoading: boolean;
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  fresh: number;
  draft: string;
  onEarlier: () => void;
  onRetry: () => void;
  onAgain: (clientId: string) => void;
  onEdit: (clientId: string) => void;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  onShowFresh: () => void;
}

export function TalkView(props: TalkViewProps) {
  const { head, name, lines, waiting, isLoading, problem } = props;
  const isEmpty = !isLoading && problem === undefined && lines.length + waiting.length === 0;
  return (
    <main id="main" className="talk">
      {head}
      <div className="grid gap-4 py-4">
        <Above {...props} />
        {isLoading && <p role="status">Your messages are loading.</p>}
        {isEmpty && <p className="py-8 text-center">Nothing was said here yet. The first words are yours.</p>}
        <TalkLines lines={lines} firstNew={props.firstNew} />
        <OwnLines waiting={waiting} onAgain={props.onAgain} onEdit={props.onEdit} />
      </div>
      <TalkComposer
        name={name}
        draft={props.draft}
        onDraft={props.onDraft}
        onSend={props.onSend}
        fresh={props.fresh}
        onShowFresh={props.onShowFresh}
      />
    </main>
  );
}

/** What stands above the oldest line: the way further back, or that there is none. */
function Above({ problem, lines, hasEarlier, isLoading, isLoadingEarlier, onEarlier, onRetry }: TalkViewProps) {
  if (problem !== undefined) return <TryAgain sentence={problem} isBusy={isLoadingEarlier} onAgain={onRetry} />;
  if (hasEarlier) {
    return (
      <button
        type="button"
        className="btn justify-self-center"
        aria-disabled={isLoadingEarlier}
        onClick={() => !isLoadingEarlier && onEarlier()}
      >
        {isLoadingEarlier ? 'Loading earlier messages…' : 'Show earlier messages'}
      </button>
    );
  }
  // Takes the focus of the button that is gone.
  return isLoading || lines.length === 0 ? null : (
    <p className="text-center text-small" tabIndex={-1}>
      This is where it began.
    </p>
  );
}
