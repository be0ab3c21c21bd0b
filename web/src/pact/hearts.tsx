// Hearts that rise when somebody celebrates: three of them, once. Words beside it say the same.
import { useEffect, useState } from 'react';
import { ICON_PATHS } from '../design/icon-paths';

const TURNS = [0, 1, 2] as const;
/** The last one has started and flown by then. */
const OVER_AFTER_MS = 3_200;

/** `turn` counts the celebrations; each lets hearts rise once. */
export function Hearts({ turn }: { turn: number }) {
  const [over, setOver] = useState(0);
  useEffect(() => {
    if (turn === 0) return undefined;
    const timer = setTimeout(() => setOver(turn), OVER_AFTER_MS);
    return () => clearTimeout(timer);
  }, [turn]);
  if (turn === 0 || over === turn) return null;
  return (
    <div className="sky" aria-hidden="true" key={turn}>
      <div className="sky-edge">
        {TURNS.map((at) => (
          <svg
            key={at}
            className="heart-rises"
            style={{ '--turn': at } as React.CSSProperties}
            viewBox="0 0 24 24"
            data-testid="rising-heart"
          >
            {ICON_PATHS.heart.map((path) => (
              <path key={path} d={path} />
            ))}
          </svg>
        ))}
      </div>
    </div>
  );
}
