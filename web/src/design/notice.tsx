// Short notices inside a page: something failed and may be tried again, or there is nothing here yet.
import type { ReactNode } from 'react';

interface TryAgainProps {
  sentence: string;
  onAgain: () => void;
  isBusy?: boolean;
}

export function TryAgain({ sentence, onAgain, isBusy = false }: TryAgainProps) {
  return (
    <div className="card" role="alert">
      <p>{sentence}</p>
      <button
        type="button"
        className="btn justify-self-start"
        aria-disabled={isBusy}
        onClick={() => !isBusy && onAgain()}
      >
        {isBusy ? 'Trying again…' : 'Try again'}
      </button>
    </div>
  );
}

export function Problem({ children, id }: { children: ReactNode; id?: string }) {
  return (
    <p role="alert" id={id} className="text-danger">
      {children}
    </p>
  );
}
