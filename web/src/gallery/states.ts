// What the gallery shows: every file `*-states.tsx` beside this one has a `States`, or several, as its default
// export.
import type { ReactElement } from 'react';

export interface States {
  title: string;
  states: State[];
}

export interface State {
  /** Once in its list. */
  name: string;
  /** In a `Scene` if it speaks with the server. */
  element: ReactElement;
  /** Covers the window, as dialogs do: among the others only a link to it is shown. */
  coversAll?: boolean;
}
