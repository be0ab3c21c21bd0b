// What is being written, kept on this device for this person and team until it is posted.
import { useState } from 'react';
import { useDesk } from './desk-context';

export function useDraft(): [string, (text: string) => void] {
  const { me, team } = useDesk();
  const key = `kith.draft.${me.id}.${team.id}`;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  const keep = (next: string): void => {
    setText(next);
    if (next === '') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  };
  return [text, keep];
}
