// The latest shared win of any team. Its row is always there, so that a win never moves what is being read.
import { Icon } from '../design/icon';
import { TimeAgo } from '../design/time-ago';
import { useRoom } from './desk-context';

export function TickerLine() {
  const ticker = useRoom((room) => room.ticker);
  return (
    <p className="flex min-h-12 items-center gap-3 leading-snug" data-testid="ticker">
      <Icon name="flag" className={ticker ? 'text-gold' : ''} />
      {ticker ? (
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
          <span>{ticker.body}</span>
          <TimeAgo at={ticker.at} className="text-small whitespace-nowrap" />
        </span>
      ) : (
        <span>Goals that teams reach show here.</span>
      )}
    </p>
  );
}
