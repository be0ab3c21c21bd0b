// All the cheers there are, in a small panel that opens beside the heart.
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../design/icon';
import { CHEER_ICONS, type CheerIcon } from '@kith/client';
import { CHEER_ICON, CHEER_WORD } from './cheer-words';

interface CheerListProps {
  isResting: boolean;
  onCheer: (icon: CheerIcon) => void;
}

export function CheerList({ isResting, onCheer }: CheerListProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    // Opened by the reader, so all of it may come into view.
    box.current?.querySelector('[role=group]')?.scrollIntoView({ block: 'nearest' });
    box.current?.querySelector<HTMLButtonElement>('[data-cheer]')?.focus({ preventScroll: true });
    const onPress = (event: PointerEvent): void => {
      if (!(event.target instanceof Node && box.current?.contains(event.target))) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      opener.current?.focus();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);

  const choose = (icon: CheerIcon): void => {
    onCheer(icon);
    setOpen(false);
    opener.current?.focus();
  };

  return (
    <div ref={box} className="relative">
      <button
        ref={opener}
        type="button"
        className="btn size-12 p-0!"
        aria-expanded={isOpen}
        aria-disabled={isResting}
        aria-describedby={isResting ? 'cheer-says' : undefined}
        onClick={() => !isResting && setOpen(!isOpen)}
      >
        <Icon name="down" />
        <span className="sr-only">More cheers</span>
      </button>
      {isOpen && !isResting && (
        <div role="group" aria-label="More cheers" className="panel enters">
          {CHEER_ICONS.map((icon) => (
            <button
              key={icon}
              type="button"
              data-cheer={icon}
              className="btn min-h-14! justify-start! bg-card px-3! text-left!"
              onClick={() => choose(icon)}
            >
              <Icon name={CHEER_ICON[icon]} />
              {CHEER_WORD[icon]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
