// How much of what was asked for somebody has done: a ring, with the same in numbers inside and in words for who does
// not see it.
import type { PactMemberProgress } from '@kith/client';
import { ringWords } from './people-words';

const RADIUS = 46;
const AROUND = 2 * Math.PI * RADIUS;

interface ProgressRingProps {
  name: string;
  progress: Pick<PactMemberProgress, 'completed' | 'due' | 'completionRate'>;
  isReader: boolean;
  isSmall?: boolean;
}

export function ProgressRing({ name, progress, isReader, isSmall = false }: ProgressRingProps) {
  const { completed, due, completionRate } = progress;
  const share = due === 0 ? 0 : Math.min(1, completed / due);
  return (
    <div
      className={`pact-ring ${isReader ? 'pact-ring-mine' : ''} ${isSmall ? 'pact-ring-small' : ''}`}
      role="img"
      aria-label={ringWords(name, completed, due, completionRate)}
    >
      <svg viewBox="0 0 104 104" aria-hidden="true">
        <circle cx="52" cy="52" r={RADIUS} />
        {share > 0 && <circle cx="52" cy="52" r={RADIUS} strokeDasharray={`${share * AROUND} ${AROUND}`} />}
      </svg>
      <span className="relative text-center leading-[1.15]" aria-hidden="true">
        <b className={`block leading-none text-strong ${isSmall ? 'text-lead' : 'text-display'}`}>{completed}</b>
        <span className="text-small">{due === 0 ? 'so far' : `of ${due}`}</span>
      </span>
    </div>
  );
}
