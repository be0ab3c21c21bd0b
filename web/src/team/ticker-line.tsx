// The latest shared win of any team. Its row is always there, so that a win never moves what is being read.
import { Icon } from '../design/icon';
import { TimeAgo } from '../design/time-ago';
import { useRoom } from './desk-context';

/** The figure is what one looks for. Captured, so that `split` keeps it. */
const NUMBER = /(\d[\d,.]*\d)/;

export function TickerLine() {
  const ticker = useRoom((room) => room.ticker);
  return (
    <p className="flex min-h-12 items-center gap-3 leading-snug" data-testid="ticker">
      <Icon name="flag" className={ticker ? 'text-gold' : ''} />
      {ticker ? (
        <span className="min-w-0 wide:flex wide:flex-1 wide:flex-wrap wide:items-baseline wide:justify-between wide:gap-x-4">
          <span>
            {ticker.body.split(NUMBER).map((part) => (NUMBER.test(part) ? <strong key={part}>{part}</strong> : part))}
          </span>{' '}
          <TimeAgo at={ticker.at} className="text-small" />
        </span>
      ) : (
        <span>Goals that teams reach show here.</span>
      )}
    </p>
  );
}
