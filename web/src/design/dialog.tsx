// A dialog over the page. The browser's own element keeps the focus inside and gives it back at the end.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon';

interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
}

export function Dialog({ title, children, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      className="enters w-[min(32rem,calc(100vw-2rem))] rounded-lg border border-hairline bg-card p-5 text-body shadow-float backdrop:bg-page/80 wide:p-6"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 id={titleId} className="pt-2.5">
          {title}
        </h2>
        <button
          type="button"
          className="-mt-1 -mr-2 grid size-12 flex-none place-items-center rounded-full text-strong"
          onClick={() => ref.current?.close()}
        >
          <Icon name="close" />
          <span className="sr-only">Close</span>
        </button>
      </div>
      {children}
    </dialog>
  );
}
