// What is being written, kept on this device until it is sent.
import { useState } from 'react';

/** Give the component the key as its own `key` too: another text is another field. */
export function useKeptText(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  const keep = (next: string): void => {
    setText(next);
    if (next === '') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  };
  return [text, keep];
}
