// One day of one person: done, part of it, not that day, still open, or nothing said. Its shape says which.
import { Icon } from '../design/icon';
import type { CheckinStatus } from '@kith/client';
import { STATUS_WORD } from './checkin-words';

export type DayState = CheckinStatus | 'open' | 'none' | 'ahead';

const CLASS: Record<DayState, string> = {
  completed: 'day-done',
  partial: 'day-part',
  skipped: 'day-skipped',
  open: 'day-open',
  none: 'day-none',
  ahead: 'day-blank',
};

/** What a mark shows, in words. */
export function dayStateWords(state: DayState, isWaiting = false): string {
  return isWaiting ? `${stateWords(state)}, not sent yet` : stateWords(state);
}

function stateWords(state: DayState): string {
  switch (state) {
    case 'open':
      return 'still open';
    case 'none':
      return 'nothing said';
    case 'ahead':
      return 'to come';
    default:
      return STATUS_WORD[state];
  }
}

interface DayMarkProps {
  state: DayState;
  /** Whether it is on this device only. */
  isWaiting?: boolean;
  className?: string;
}

export function DayMark({ state, isWaiting = false, className = '' }: DayMarkProps) {
  return (
    <span className={`day ${CLASS[state]} ${isWaiting ? 'day-waiting' : ''} ${className}`} aria-hidden="true">
      {state === 'completed' && <Icon name="check" />}
      {state === 'skipped' && <Icon name="minus" />}
      {isWaiting && <Icon name="clock" className="day-clock" />}
    </span>
  );
}

/** What stands for a date. */
export function dayStateOf(status: CheckinStatus | undefined, day: string, today: string): DayState {
  if (status !== undefined) return status;
  if (day === today) return 'open';
  return day < today ? 'none' : 'ahead';
}
