// Brings the reader to a post that is new, because the reader asked for it: into view below the header, with the focus.
import { useEffect } from 'react';
import type { PostId } from '@kith/client';
import { isCalm } from '../design/motion';

/** A post that is loaded is drawn within as many frames, or is not there. */
const FRAMES_MAX = 30;

/** From further away than so many windows one is there at once. */
const WINDOWS_GLIDED_MAX = 4;

/** As soon as the sought post is drawn; then `found` is called. */
export function useBringToPost(sought: PostId | undefined, found: () => void): void {
  useEffect(() => {
    if (sought === undefined) return undefined;
    let frame = 0;
    const look = (framesLeft: number): void => {
      const card = document.getElementById(`post-${sought}`);
      if (card) bringTo(card);
      if (card || framesLeft === 0) found();
      else frame = requestAnimationFrame(() => look(framesLeft - 1));
    };
    look(FRAMES_MAX);
    return () => cancelAnimationFrame(frame);
  }, [sought, found]);
}

function bringTo(card: HTMLElement): void {
  const isFar = Math.abs(card.getBoundingClientRect().top) > WINDOWS_GLIDED_MAX * globalThis.innerHeight;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'start', behavior: isCalm() || isFar ? 'auto' : 'smooth' });
}
