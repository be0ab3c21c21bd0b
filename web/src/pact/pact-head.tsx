// The top of a pact's page: the way back, the habit, and how far it has come.
import { useRef } from 'react';
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import { useHeightVariable } from '../design/use-height-variable';

interface PactHeadProps {
  title: string;
  line: string;
  /** How much of its time is over, 0 to 1; `undefined` where none runs. */
  share: number | undefined;
}

export function PactHead({ title, line, share }: PactHeadProps) {
  const ref = useRef<HTMLElement>(null);
  useHeightVariable(ref, '--head-height');
  return (
    <header ref={ref} className={`head ${share === undefined ? '' : 'border-b-0!'}`}>
      <div className="flex min-h-12 items-center gap-1">
        <Link href="/pacts" className="-ml-3 grid size-12 flex-none place-items-center rounded-full text-strong">
          <Icon name="left" />
          <span className="sr-only">All pacts</span>
        </Link>
        <div className="min-w-0 flex-1">
          <h1>{title}</h1>
          <p className="leading-snug">{line}</p>
        </div>
      </div>
      {share !== undefined && (
        <span className="bar mt-2 h-1.5!" aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </header>
  );
}
