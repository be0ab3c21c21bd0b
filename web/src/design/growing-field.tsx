// A field as high as what is written in it.
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';

interface GrowingFieldProps {
  value: string;
  onChange: (text: string) => void;
  /** Ctrl or Command with Enter; Enter alone begins a line, so that nothing leaves by accident. */
  onSend: () => void;
  label: string;
  placeholder: string;
  className?: string;
  ref?: Ref<{ focus(): void }>;
}

export function GrowingField({ value, onChange, onSend, label, placeholder, className = '', ref }: GrowingFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);
  // After every change of the words, for browsers that do not do it themselves.
  useLayoutEffect(() => fitHeight(field.current));
  return (
    <textarea
      ref={field}
      rows={1}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend();
      }}
      aria-label={label}
      placeholder={placeholder}
      className={`field min-h-12! resize-none rounded-[calc(24rem/18)]! px-4! py-[calc((48rem/18-3px-1.4em)/2)]! ${className}`}
    />
  );
}

function fitHeight(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
