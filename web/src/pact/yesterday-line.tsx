// Yesterday, where nothing was said of it: it can be filled in until today is over.
import { useState } from 'react';
import type { CheckinStatus } from '@kith/client';
import { STATUS_BUTTON } from './checkin-words';

const STATUSES = ['completed', 'partial', 'skipped'] as const satisfies readonly CheckinStatus[];

interface YesterdayLineProps {
  onLog: (status: CheckinStatus) => void;
}

export function YesterdayLine({ onLog }: YesterdayLineProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="grid gap-3 border-t border-hairline pt-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p>Nothing is said of yesterday.</p>
        <button type="button" className="btn btn-text -mx-2" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Fill it in
        </button>
      </div>
      {isOpen && (
        <div
          className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-2"
          role="group"
          aria-label="How was yesterday?"
        >
          {STATUSES.map((status) => (
            <button key={status} type="button" className="btn" onClick={() => onLog(status)}>
              {status === 'skipped' ? 'Not that day' : STATUS_BUTTON[status]}
              <span className="sr-only"> yesterday</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
