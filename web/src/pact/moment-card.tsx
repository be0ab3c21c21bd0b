// A milestone somebody reached: a calm gold moment. Its sun comes out once when it is new; for who wants no motion it is
// simply there.
import { Icon } from '../design/icon';
import { WillBeSent } from '../live/will-be-sent';

export interface MomentCardProps {
  /** The milestone. */
  days: number;
  title: string;
  line: string;
  /** Whether it has just happened. */
  isNew: boolean;
  /** `undefined` for one's own. */
  celebrate: CelebrateButtonProps | undefined;
  onClose: () => void;
}

const RAYS = [
  'M42 2v5',
  'M70.3 13.7l-3.6 3.6',
  'M77 42h5',
  'M66.7 66.7l3.6 3.6',
  'M42 77v5',
  'M17.3 66.7l-3.6 3.6',
  'M2 42h5',
  'M13.7 13.7l3.6 3.6',
] as const;

export function MomentCard({ days, title, line, isNew, celebrate, onClose }: MomentCardProps) {
  return (
    <section className="card moment" aria-label="Milestone">
      <div className="flex items-center gap-5">
        <svg className={`seal ${isNew ? 'seal-shines' : ''}`} viewBox="0 0 84 84" aria-hidden="true">
          {RAYS.map((ray) => (
            <path key={ray} d={ray} strokeWidth="3" />
          ))}
          <circle cx="42" cy="42" r="29" strokeWidth="2" />
          <text x="42" y="53">
            {days}
          </text>
        </svg>
        <div className="min-w-0 flex-1">
          <h2 className="text-[calc(26rem/18)]">{title}</h2>
          <p>{line}</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        {celebrate && <CelebrateButton {...celebrate} />}
        <button type="button" className="btn btn-quiet" onClick={onClose}>
          {celebrate ? 'Close' : 'How nice'}
        </button>
      </div>
    </section>
  );
}

interface CelebrateButtonProps {
  isDone: boolean;
  /** Whether it is on this device only. */
  isWaiting?: boolean;
  onCelebrate: () => void;
}

/** Once; afterwards it says so. */
export function CelebrateButton({ isDone, isWaiting = false, onCelebrate }: CelebrateButtonProps) {
  return (
    <div className="grid content-start gap-1">
      <button type="button" className="btn px-3!" aria-pressed={isDone} onClick={() => !isDone && onCelebrate()}>
        <Icon name="heart" isSolid={isDone} />
        {isDone ? 'Celebrated' : 'Celebrate'}
      </button>
      <p role="status" className="text-small empty:hidden">
        {isWaiting && <WillBeSent />}
      </p>
    </div>
  );
}
