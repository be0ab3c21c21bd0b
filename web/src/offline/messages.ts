// What page and worker say to each other.

export type ToWorker =
  /** Become the one in charge; the reader asked for it, or the page is of this build already. */
  | { type: 'TAKE_OVER' }
  /** Is this script part of your build? Answered on the port with a boolean. */
  | { type: 'HAS_SCRIPT'; url: string }
  /** Somebody signed out: nothing that was read stays here. */
  | { type: 'FORGET' };

/** How a GET of something that is kept was answered: by the server, or with what was kept. */
export interface FromWorker {
  type: 'ANSWERED';
  fromKept: boolean;
  url: string;
}
